/** Words of the labs that a newcomer may not know, each in a sentence or two. */
export const glossary = {
  law: "A probability distribution: how often what occurs.",
  reference:
    "The law in which u and v have nothing to do with each other: the product of their marginals. Tilting starts from it.",
  marginal: "The law of one side by itself, whatever its partner.",
  conditional: "The law of one side once the other is known. Retrieval, classification and generation read it.",
  "joint law": "The law of pairs. Where the normaliser Z is infinite a model has conditionals, but no joint law.",
  tilt: "The factor e^s/Z by which the model multiplies the reference at each place: above one where a pair fits.",
  score:
    "s(u, v), what the metric makes of the two embeddings. At the optimum it is a log density ratio, up to a constant.",
  "log ratio": "The logarithm of how many times likelier a pair is under the model than by chance.",
  KL: "Kullback–Leibler divergence: how many nats are lost by taking the model for the truth. Zero only where they agree.",
  nats: "Units of information by the natural logarithm; 0.69 nats are one bit.",
  weights: "λ_u and λ_v say how much the two halves of the loss count: u given v, and v given u. They sum to 2.",
  "closed form": "The best encoders computed from the covariance, without training.",
  "population loss": "The loss over infinitely many pairs instead of a batch.",
  rms: "Root mean square: the size of the error on average over conditions.",
  "canonical correlation":
    "The correlation of the best matched directions of both sides; the second is that of what is left, and so on.",
  "mutual information": "How many nats one side tells about the other on average.",
} as const;

export type GlossaryWord = keyof typeof glossary;
