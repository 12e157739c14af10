package reading_test

import (
	"testing"
	"time"

	"madoguchi/knowledge/reading"
)

// TestKeptAbroad: who wants to see what is kept of them, or to have it erased, is heard in every
// language, and nobody who tells what happened to their own files.
func TestKeptAbroad(t *testing.T) {
	rd := abroadReader(t)
	wants := map[string][2][]string{ // erased, shown
		"en":      {{"Please delete my data.", "can you erase everything I wrote here?"}, {"Show me my data please", "What do you keep about me?"}},
		"zh-Hans": {{"请删除我的数据", "能不能把我写的都删掉？"}, {"我想查看我的记录", "你们保存了我哪些信息？"}},
		"zh-Hant": {{"請刪除我的資料", "可以把我寫的都刪掉嗎？"}, {"我想查看我的紀錄", "你們保存了我哪些資料？"}},
		"ko":      {{"제 기록을 삭제해 주세요", "제가 쓴 내용을 지워 주세요"}, {"제 기록을 보여 주세요", "제 정보를 보여 주세요"}},
		"vi":      {{"Hãy xóa dữ liệu của tôi", "xoa du lieu cua toi di"}, {"Cho tôi xem dữ liệu của tôi", "Ở đây lưu gì về tôi?"}},
		"pt":      {{"Por favor, apague meus dados", "quero apagar o que escrevi"}, {"Mostre meus dados", "O que vocês guardam sobre mim?"}},
		"ne":      {{"मेरो डाटा मेटाउनुहोस्", "mero data hataunus"}, {"मेरो डाटा देखाउनुहोस्", "mero record dekhaunus"}},
		"tl":      {{"Pakibura ang data ko", "burahin ninyo ang data ko"}, {"Ipakita ang data ko", "gusto kong makita ang record ko"}},
		"ja-Latn": {{"kiroku wo keshite kudasai", "kaita koto o keshite hoshii"}, {"watashi no kiroku wo misete kudasai", "kiroku wo misete"}},
	}
	for _, l := range rd.Base.Languages {
		if l.ID == "ja" {
			continue
		}
		both, ok := wants[l.ID]
		if !ok {
			t.Errorf("%s has no examples here", l.ID)
		}
		for i, concept := range []string{reading.WantsErased, reading.WantsShown} {
			for _, text := range both[i] {
				if h := rd.Read(text, time.Time{}).HeardIn(l.ID); !h.Holds(concept) || len(h.Matters) > 0 {
					t.Errorf("%s: %q is no %s: %v %v", l.ID, text, concept, h.Concepts, h.Matters)
				}
			}
		}
		for id, telling := range l.Matters {
			for _, text := range telling.Ask {
				if h := rd.Read(text, time.Time{}).HeardIn(l.ID); h.Holds(reading.WantsErased) || h.Holds(reading.WantsShown) {
					t.Errorf("%s: %q tells of %s and is taken for a wish", l.ID, text, id)
				}
			}
		}
	}
}
