void import("./train.js").then(async ({ train }) => console.log(JSON.stringify(await train())));
