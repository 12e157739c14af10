package reading_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestQuestionsAbroadTellNothing: what is only asked is told by nobody, in any language, and what
// stands beside a question is.
func TestQuestionsAbroadTellNothing(t *testing.T) {
	rd := abroadReader(t)
	for _, tt := range []struct{ lang, text, matters, talk string }{
		{"vi", "Có mất tiền không?", "", ""},
		{"vi", "Tôi có bị mất tiền trong tài khoản không", "", ""},
		{"vi", "Mất tiền thì ngân hàng có đền không?", "", "late"},
		{"vi", "Tôi bị lừa chuyển tiền rồi thì phải làm sao?", "transfer", "next"},
		{"en", "The bank doesn't answer the phone", "", "busy"},
		{"en", "They are calling again right now", "", "calling"},
		{"en", "He wrote again and wants more", "", "calling"},
		{"en", "The bank says it was already withdrawn", "gone", "withdrawn"},
		{"en", "Do I need to change my password?", "", "passwords"},
		{"en", "What about the bank?", "", "whom"},
		{"zh-Hans", "银行打不通", "", "busy"},
		{"zh-Hans", "他们又打来了", "", "calling"},
		{"zh-Hans", "要不要改密码？", "", "passwords"},
		{"zh-Hant", "銀行沒人接", "", "busy"},
		{"ko", "은행이 전화를 안 받아요", "", "busy"},
		{"vi", "Họ lại gọi nữa", "", "calling"},
		{"pt", "O banco não atende", "", "busy"},
		{"vi", "Tôi phải gọi cho ai?", "", "whom"},
		{"en", "Did they take money from my account?", "", ""},
		{"en", "can I use the computer again", "", "again"},
		{"en", "I gave him my card number, can I still use the card?", "card", "again"},
		{"en", "My computer shows a virus warning and a phone number. I called and they controlled my PC", "remote", "done"},
		{"en", "They controlled my PC and I sent them the money. I also gave my card number", "remote transfer card", ""},
		{"en", "I gave them my bank PIN. I wired the money too", "transfer bank", ""},
		{"en", "Should I kill myself?", "despair", ""},
		{"en", "the bank froze it", "", "done"},
		{"zh-Hans", "可以付钱吗？", "", "paying"},
		{"zh-Hans", "我的电脑被锁了，要求付款", "ransom", ""},
		{"zh-Hans", "我的信用卡被盗刷了吗？", "", ""},
		{"zh-Hant", "我把信用卡號碼告訴對方了，錢會被轉走嗎？", "card", ""},
		{"zh-Hant", "要打那個電話嗎？", "", ""},
		{"ko", "카드번호를 알려줬는데 괜찮을까요?", "card", ""},
		{"ko", "제 계좌에서 돈이 빠져나갔나요?", "", ""},
		{"pt", "Eles podem usar meu cartão?", "", "again"},
		{"tl", "Kailangan ko bang magbayad?", "", "paying"},
		{"ne", "पैसा तिर्नु पर्छ?", "", "paying"},
		{"ja-Latn", "okane wo torareta deshou ka?", "", ""},
		{"ja-Latn", "keikoku ga dete denwa shimashita", "screen", "done"},
	} {
		h := rd.Read(tt.text, time.Time{}).HeardIn(tt.lang)
		if got := strings.Join(h.Matters, " "); got != tt.matters {
			t.Errorf("%q tells %q, want %q (%v)", tt.text, got, tt.matters, h.Concepts)
		}
		if tt.talk != "" && !slices.Contains(h.Talk, tt.talk) {
			t.Errorf("%q asks %v, want %s", tt.text, h.Talk, tt.talk)
		}
	}
}
