import { canonicalCorrelations, plugInLaw, streamMoments } from "@crosstilt/gaussian"; import { evaluateRetrieval } from "@crosstilt/retrieval"; import { readProject } from "@crosstilt/project"; import { readPairs } from "/tmp/wt-own/packages/dataset-files/dist/index.js"; import { useBackend } from "@crosstilt/backends";
await useBackend("wasm");
for (const c of process.argv.slice(2)) { const {config:{data}}=await readProject(`/tmp/own-d/${c}.yaml`); const side=({file,...r})=>({...r,path:file});
 const sp=await readPairs({u:side(data.u),v:side(data.v),key:data.key,missing:data.missing,split:{test:.1,validation:.1,seed:1}});
 const arr=async p=>{const b=await p.batch(Int32Array.from({length:p.length},(_,i)=>i)); return {u:await b.u.array(),v:await b.v.array()}};
 const tr=await arr(sp.train),va=await arr(sp.validation),te=await arr(sp.test); const f=x=>x.map(r=>Float64Array.from(r));
 const m=await streamMoments([{u:f(tr.u),v:f(tr.v)}]); const p=tr.u[0].length; let best={r:-1};
 for(const ridge of [1e-6,1e-3,1e-2,1e-1,0.5]){ const {sigma,directionsU,directionsV}=canonicalCorrelations(plugInLaw(m,{ridge}));
  for(const pow of [0,1]) { const dim=Math.min(64,sigma.length); const proj=(X,D,mean)=>{const o=new Float32Array(X.length*dim); X.forEach((x,i)=>{const y=D.slice(0,dim).map((d,k)=>sigma[k]**pow*d.reduce((s,v,j)=>s+v*(x[j]-mean[j]),0)); const nn=Math.hypot(...y)||1; y.forEach((v,k)=>o[i*dim+k]=v/nn)}); return {vectors:o,dimension:dim}};
   const ev=d=>evaluateRetrieval({u:proj(d.u,directionsU,m.mean.slice(0,p)),v:proj(d.v,directionsV,m.mean.slice(p)),scale:1}); const r=ev(va).uToV.metrics["recall@1"]; if(r>best.r){best={r,ridge,pow,dim,t:ev(te)}} } }
 console.log(c,"CCA",best.dim,"ridge",best.ridge,"R@1",best.t.uToV.metrics["recall@1"].toFixed(3),best.t.vToU.metrics["recall@1"].toFixed(3),"R@5",best.t.uToV.metrics["recall@5"].toFixed(3)); }
process.exit(0)
