package knowledge

import (
	"strings"
	"testing"
)

func TestCheckArea(t *testing.T) {
	if n := len(Prefectures()); n != 47 {
		t.Errorf("%d prefectures", n)
	}
	for name, says := range map[string]string{"大阪府": "", "北海道": "", "大阪": "write 大阪府", "京都": "write 京都府", "東京": "write 東京都", "Osaka": "in full", "": "in full", "大阪市": "in full"} {
		err := CheckArea(name)
		if (err == nil) != (says == "") || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
