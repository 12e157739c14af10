package desk

import (
	"fmt"
	"strconv"
)

// chart is the daily figures as bars: what SVG draws, in its own units.
type chart struct {
	Width, Height int
	Bars          []bar
	Labels        []mark
	Lines         []mark
}

type bar struct {
	X, Y, W, H int
	Class      string
}

type mark struct {
	X, Y int
	Text string
}

// chartOf draws a bar for each day: within the hours below, outside them above.
func chartOf(days []day) chart {
	const height, left, bottom, top = 220, 40, 30, 22
	step := max(9, 720/len(days))
	c := chart{Width: left + step*len(days) + 10, Height: height}
	most := 0
	for _, d := range days {
		most = max(most, d.In+d.Out)
	}
	rule := ruleFor(most)
	most = rules * rule
	room := height - bottom - top
	for i := range rules + 1 {
		n := rule * i
		c.Lines = append(c.Lines, mark{left, height - bottom - n*room/most, strconv.Itoa(n)})
	}
	every := max(1, len(days)/7)
	for i, d := range days {
		x, in, out := left+i*step, d.In*room/most, d.Out*room/most
		c.Bars = append(c.Bars, bar{x, height - bottom - in, step - 2, in, "in"}, bar{x, height - bottom - in - out, step - 2, out, "out"})
		if i%every == 0 {
			c.Labels = append(c.Labels, mark{x, height - 10, fmt.Sprintf("%d/%d", d.Date.Month(), d.Date.Day())})
		}
	}
	return c
}

// rules is how many lines the chart has above its foot.
const rules = 4

// ruleFor is how much stands between two lines of the chart: a number that people count in, so that
// the lines are as far apart as their numbers say.
func ruleFor(most int) int {
	for unit := 1; ; unit *= 10 {
		for _, n := range []int{1, 2, 5} {
			if n*unit*rules >= most {
				return n * unit
			}
		}
	}
}
