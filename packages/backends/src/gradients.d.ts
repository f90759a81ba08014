// Types of the generated module behind "#gradients": imported for its effect alone.
export {};
