package knowledge

import "testing"

func TestShapes(t *testing.T) {
	for _, tt := range []struct {
		check     func(string) error
		good, bad []string
	}{
		{CheckPhone,
			[]string{"03-1234-5678", "0120007110", "0120-007-110", "090-1234-5678", "0570-064556", "110", "119", "188", "#9110", "#7119", "+81-3-1234-5678"},
			[]string{"20975176", "120007110", "03-1234-567", "03-1234-567890", "０３-1234-5678", "03 1234 5678", "03-1234-5678（代）", "-110", "110-", "03--12345678", "##9110", "#91", "+81", "電話", "1100", "9110", "03-1234-5678 内線12", "0x13f"}},
		{CheckMail,
			[]string{"a@example.jp", "info+x@mail.example.co.jp"},
			[]string{"a", "a@b", "a@@example.jp", "a@example.jp ", "名前 <a@example.jp>", "a＠example.jp", "mailto:a@example.jp", "a@example..jp", "a b@example.jp", "ａ@example.jp", "a@ｅｘａｍｐｌｅ.jp"}},
		{CheckURL,
			[]string{"https://example.jp", "http://www.example.jp/a?b=1#c", "https://例え.jp/", "https://example.jp:8443/"},
			[]string{"example.jp", "www.example.jp", "ftp://example.jp", "https://", "https://example", "https://exam ple.jp", "https://example.jp/ ", "javascript:alert(1)", "https://example.jp\n", "https：//example.jp", "https://user@example.jp/", "https://ｅｘａｍｐｌｅ.jp/", "https://example.jp/　x"}},
	} {
		for _, s := range tt.good {
			if err := tt.check(s); err != nil {
				t.Error(err)
			}
		}
		for _, s := range tt.bad {
			if tt.check(s) == nil {
				t.Errorf("%q is taken", s)
			}
		}
	}
}
