package nn

import (
	"math"
	"math/rand/v2"
)

// A Draw sets w to the weights that a layer begins with. in and out are the numbers
// of inputs that reach one output, and of outputs that one input reaches.
type Draw[T Float] func(w []T, in, out int, rng *rand.Rand)

// GlorotUniform draws from U(−a, a), a = √(6/(in+out)): the variance of signals and
// gradients stays near constant through layers of tanh (Glorot & Bengio 2010, eq. 16).
func GlorotUniform[T Float](w []T, in, out int, rng *rand.Rand) {
	a := math.Sqrt(6 / float64(in+out))
	for i := range w {
		w[i] = T(a * (2*rng.Float64() - 1))
	}
}

// GlorotNormal draws from N(0, 2/(in+out)) (Glorot & Bengio 2010, eq. 12).
func GlorotNormal[T Float](w []T, in, out int, rng *rand.Rand) {
	normal(w, math.Sqrt(2/float64(in+out)), rng)
}

// He draws from N(0, 2/in): the variance of signals stays constant through layers
// of ReLU (He et al. 2015, eq. 10).
func He[T Float](w []T, in, out int, rng *rand.Rand) {
	normal(w, math.Sqrt(2/float64(in)), rng)
}

func normal[T Float](w []T, scale float64, rng *rand.Rand) {
	for i := range w {
		w[i] = T(scale * rng.NormFloat64())
	}
}
