// Package landscape looks at a free energy F(y) where y has one or two entries: its
// values on a grid, its level sets, its slope, and how much of the plane has low energy.
//
//	coder := &sparse.Coder{Dict: D, Lambda: 0.1}
//	y := landscape.Axis{Min: -2, Max: 2, N: 200}
//	land, err := landscape.Plane(ctx, coder, y, y, nil)
//	area, part := land.Volume(0.05)
//	fig := plotting.Heat(plotting.Axes{}, plotting.Landscape(*land), plotting.HeatStyle{})
//
// Whatever implements [ebm.FreeEnergy] has a landscape. Where y has more entries, a
// [Slice] shows a plane or a line through their space.
//
// The lecture's claim is about volumes: a latent variable that may say everything gives
// every y the energy 0, and the regularizer takes away from the region of low energy.
// [Planes] evaluates the family of landscapes over λ, and Volume tells each one's region.
package landscape
