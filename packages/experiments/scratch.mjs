import * as tf from "@tensorflow/tfjs-core";
import { useBackend } from "@crosstilt/backends";
import { leNet, oneHot } from "@crosstilt/encoders";
import { innerProduct } from "@crosstilt/metrics";
import { conditional } from "@crosstilt/losses";
import { createGenerator, evaluateLoss, valueAndGradients } from "@crosstilt/core";
await useBackend(process.argv[2] ?? "wasm");
const g = createGenerator(1);
const enc = leNet().build([28,28,1]), lab = oneHot().build([]);
let p = enc.parameters(g);
const B=+(process.argv[3]??512);
const x = tf.tensor(Float32Array.from({length:B*784},()=>g.uniform()),[B,28,28,1]);
const y = tf.tensor1d(Int32Array.from({length:B},()=>g.integer(10)),"int32");
const metric = innerProduct(), loss = conditional();
function step(){ return valueAndGradients((p)=>{ const u=enc.apply(p,x), v=lab.apply({},y); const t=evaluateLoss(loss,{form:metric.form(u,v,{}),u,v}); return {value:t.total,aux:{}}; }, p); }
let r = step(); console.log(r.value.dataSync()[0]);
for (const n of Object.keys(r.gradients)) console.log(n, Math.sqrt(r.gradients[n].dataSync().reduce((a,b)=>a+b*b,0)));
tf.dispose(r.gradients);
if (process.argv[2]!=="cpu") { const ts=[]; for(let i=0;i<20;i++){const t=performance.now(); const r=step(); tf.dispose([r.gradients,r.value]); ts.push(performance.now()-t);} ts.sort((a,b)=>a-b); console.log("median ms", ts[10], "min", ts[0], "tensors", tf.memory().numTensors);
const prof = await tf.profile(()=>{const r=step(); tf.dispose(r.gradients); return r.value;});
const by={}; for(const k of prof.kernels){ const ms = (await k.kernelTimeMs); by[k.name]=by[k.name]||[0,0]; by[k.name][0]+=typeof ms==="number"?ms:0; by[k.name][1]++; }
console.table(Object.entries(by).sort((a,b)=>b[1][0]-a[1][0]).slice(0,14).map(([k,v])=>({k,ms:v[0].toFixed(2),n:v[1]}))); }
