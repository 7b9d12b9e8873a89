package mathml

import (
	"strings"
	"unicode/utf8"
)

// A symbol is a sign with a fixed meaning.
type symbol struct {
	text    string
	class   class
	letter  bool // a variable, number or name, not an operator
	upright bool // a letter that does not slant
	fence   bool // does not grow by itself
	limits  limits
}

// symbols are found by their command, characters by themselves.
var (
	symbols    = map[string]symbol{}
	characters = map[rune]symbol{}
)

func init() {
	define(symbol{letter: true}, `alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η
		theta θ vartheta ϑ iota ι kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ
		rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
		partial ∂ ell ℓ hbar ℏ imath ı jmath ȷ`)
	define(symbol{letter: true, upright: true}, `Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π
		Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω nabla ∇`)
	define(symbol{letter: true}, `infty ∞ top ⊤ bot ⊥ emptyset ∅ varnothing ∅ Re ℜ Im ℑ wp ℘ aleph ℵ
		angle ∠ triangle △ square □ Box □ blacksquare ■ checkmark ✓ degree ° dagger † ddagger ‡ S § P ¶ pounds £`)
	define(symbol{}, `forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ prime ′ surd √ sharp ♯ flat ♭ natural ♮ / / . . backslash \`)
	define(symbol{class: bin}, `+ + - − * ∗ pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙
		cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔ vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ bmod mod
		oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ bigcirc ◯ diamond ⋄ amalg ⨿ boxplus ⊞ boxtimes ⊠ ltimes ⋉ rtimes ⋊`)
	define(symbol{class: rel}, `= = < < > > : : lt < gt > le ≤ leq ≤ ge ≥ geq ≥ leqslant ⩽ geqslant ⩾ ne ≠ neq ≠ ll ≪ gg ≫
		approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ doteq ≐ triangleq ≜ coloneqq ≔ coloneq ≔ eqqcolon ≕ asymp ≍
		in ∈ ni ∋ notin ∉ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ sqsubseteq ⊑
		prec ≺ succ ≻ preceq ⪯ succeq ⪰ lesssim ≲ gtrsim ≳ perp ⟂ parallel ∥ mid ∣ nmid ∤ vdash ⊢ dashv ⊣ models ⊨
		therefore ∴ because ∵ iff ⟺ implies ⟹ impliedby ⟸`)
	define(symbol{class: rel, fence: true}, `to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ mapsto ↦
		longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ longmapsto ⟼ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
		Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ hookrightarrow ↪ hookleftarrow ↩ rightleftharpoons ⇌
		rightharpoonup ⇀ uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ leadsto ⇝`)
	define(symbol{fence: true}, `| | vert | Vert ‖`)
	define(symbol{class: open, fence: true}, `( ( [ [ lbrace { lbrack [ langle ⟨ lfloor ⌊ lceil ⌈ lvert | lVert ‖`)
	define(symbol{class: clos, fence: true}, `) ) ] ] rbrace } rbrack ] rangle ⟩ rfloor ⌋ rceil ⌉ rvert | rVert ‖ ! ! ? ?`)
	define(symbol{class: punct}, `, , ; ; colon :`)
	define(symbol{class: inner}, `ldots … dots … dotsc … cdots ⋯ dotsb ⋯ vdots ⋮ ddots ⋱`)
	define(symbol{class: op, limits: display}, `sum ∑ prod ∏ coprod ∐ bigcap ⋂ bigcup ⋃ bigvee ⋁ bigwedge ⋀
		bigoplus ⨁ bigotimes ⨂ bigodot ⨀ biguplus ⨄ bigsqcup ⨆`)
	define(symbol{class: op}, `int ∫ iint ∬ iiint ∭ oint ∮`)
	names(symbol{class: op, letter: true}, `arccos arcsin arctan arg cos cosh cot coth csc deg dim exp hom ker lg ln log sec sin sinh tan tanh`)
	names(symbol{class: op, letter: true, limits: display}, `det gcd inf lim max min Pr sup`)
	symbols["liminf"] = symbol{text: "lim inf", class: op, letter: true, limits: display}
	symbols["limsup"] = symbol{text: "lim sup", class: op, letter: true, limits: display}
	for _, r := range "$%#&_" {
		symbols[string(r)] = symbol{text: string(r), letter: true}
	}
	symbols["{"], symbols["}"], symbols["|"] = symbols["lbrace"], symbols["rbrace"], symbols["Vert"]
	tie := symbol{text: "\u00a0", letter: true}
	characters['~'], characters['\u00a0'] = tie, tie
}

// define reads pairs of a command, without its backslash, or a character, and its
// sign. A sign beyond ASCII stands for itself too, in the meaning that comes first.
func define(s symbol, pairs string) {
	words := strings.Fields(pairs)
	for i := 0; i < len(words); i += 2 {
		s.text = words[i+1]
		if name := words[i]; isLetter(name[0]) {
			symbols[name] = s
		} else {
			characters[rune(name[0])] = s
		}
		if r, _ := utf8.DecodeRuneInString(s.text); r >= utf8.RuneSelf && characters[r].text == "" {
			characters[r] = s
		}
	}
}

// names defines functions that are written out.
func names(s symbol, list string) {
	for _, name := range strings.Fields(list) {
		s.text = name
		symbols[name] = s
	}
}
