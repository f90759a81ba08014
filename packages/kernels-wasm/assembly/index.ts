export * from "./tile";
export * from "./matmul";
export * from "./convolution";
export * from "./pooling";
