package draft

// linked groups what is alike, by average linkage: two groups become one as long as their members
// are that much alike on average. It follows chains of nearest neighbours, so that it takes time and
// room by the square of how many there are.
func linked(all []vector, least float64) [][]int {
	n := len(all)
	like := make([][]float32, n)
	for i := range like {
		like[i] = make([]float32, n)
		for j := range i {
			x := float32(all[i].like(all[j]))
			like[i][j], like[j][i] = x, x
		}
	}
	groups, alive := make([][]int, n), make([]bool, n)
	for i := range groups {
		groups[i], alive[i] = []int{i}, true
	}
	var out [][]int
	var chain []int
	for left := n; left > 0; {
		if len(chain) == 0 {
			for i := range alive {
				if alive[i] {
					chain = append(chain, i)
					break
				}
			}
		}
		a := chain[len(chain)-1]
		b := nearest(a, like, alive)
		switch {
		case b < 0 || float64(like[a][b]) < least: // nothing comes nearer to it: averages only fall
			out = append(out, groups[a])
			alive[a], left, chain = false, left-1, chain[:len(chain)-1]
		case len(chain) > 1 && like[a][b] <= like[a][chain[len(chain)-2]]: // the two are each other's nearest
			b = chain[len(chain)-2]
			join(a, b, groups, like, alive)
			left, chain = left-1, chain[:len(chain)-2]
		default:
			chain = append(chain, b)
		}
	}
	return out
}

func nearest(a int, like [][]float32, alive []bool) int {
	best := -1
	for j := range alive {
		if alive[j] && j != a && (best < 0 || like[a][j] > like[a][best]) {
			best = j
		}
	}
	return best
}

// join puts b to a.
func join(a, b int, groups [][]int, like [][]float32, alive []bool) {
	na, nb := float32(len(groups[a])), float32(len(groups[b]))
	for j := range alive {
		if alive[j] && j != a && j != b {
			x := (na*like[a][j] + nb*like[b][j]) / (na + nb)
			like[a][j], like[j][a] = x, x
		}
	}
	groups[a], groups[b], alive[b] = append(groups[a], groups[b]...), nil, false
}
