package bench

import (
	"cmp"
	"slices"
	"strings"
)

// Pair is a peer's row beside the row of ours that it is held against.
type Pair struct{ Ours, Peer Row }

// Ratio is our time divided by the peer's: below 1, ours is faster.
func (p Pair) Ratio() float64 { return p.Ours.Seconds / p.Peer.Seconds }

// Join holds every peer's row against ours of the same workload, case and number of
// threads, and of the same tier where both name one: FISTA against FISTA to the same
// gap, and anything else against our default. Where a peer ran in several
// configurations, its fastest counts. Rows without a partner are left out. The
// pairs are in the order in which the peers' rows first came, by workload, case
// and threads.
func Join(ours, peers []Row) []Pair {
	var pairs []Pair
	for _, p := range best(peers) {
		i := slices.IndexFunc(ours, func(r Row) bool { return partners(r, p) })
		if i >= 0 {
			pairs = append(pairs, Pair{ours[i], p})
		}
	}
	slices.SortStableFunc(pairs, func(a, b Pair) int {
		return cmp.Or(
			cmp.Compare(rank(a.Peer.Workload), rank(b.Peer.Workload)),
			cmp.Compare(a.Peer.Tier, b.Peer.Tier),
			cmp.Compare(a.Peer.Threads, b.Peer.Threads))
	})
	return pairs
}

// rank is the place of a workload in the order in which they run.
func rank(workload string) int { return slices.Index(Workloads(), workload) }

// best keeps, of the rows of a peer that differ in configuration alone, the fastest.
func best(peers []Row) []Row {
	var kept []Row
	for _, p := range peers {
		i := slices.IndexFunc(kept, func(k Row) bool {
			return k.Workload == p.Workload && k.Variant == p.Variant && k.Case == p.Case && k.Threads == p.Threads && k.Tier == p.Tier
		})
		switch {
		case i < 0:
			kept = append(kept, p)
		case p.Seconds < kept[i].Seconds:
			kept[i] = p
		}
	}
	return kept
}

// partners says whether the row ours is what the peer's is held against.
func partners(ours, peer Row) bool {
	if ours.Workload != peer.Workload || ours.Case != peer.Case || ours.Threads != peer.Threads || ours.Tier != peer.Tier {
		return false
	}
	return ours.Variant == partner(peer) || ours.Case != "" && ours.Tier != ""
}

// partner names the variant of ours that a peer's row is held against.
func partner(peer Row) string {
	switch peer.Workload {
	case "lasso-encode":
	case "lista-train", "csc-encode", "csc-learn":
		return "f32"
	default:
		return "f64"
	}
	if rest, ok := strings.CutPrefix(peer.Variant, "numpy-fista-"); ok {
		return "fista-" + strings.TrimPrefix(rest, "retire-")
	}
	return "default"
}
