package knowledge

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed prefectures.txt
var prefectures string

// Prefectures are the areas that a desk or a body may have, besides Nationwide.
var Prefectures = sync.OnceValue(func() []string { return strings.Fields(prefectures) })

// CheckArea returns what is wrong with a prefecture's name, or nil. One that is written otherwise
// would match no body of it.
func CheckArea(name string) error {
	if slices.Contains(Prefectures(), name) {
		return nil
	}
	for _, p := range Prefectures() {
		if name != "" && strings.HasPrefix(p, name) {
			return fmt.Errorf("area %q: write %s", name, p)
		}
	}
	return fmt.Errorf("area %q: write the prefecture in full, such as %s", name, Prefectures()[0])
}
