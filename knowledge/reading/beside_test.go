package reading_test

import (
	"slices"
	"strings"
	"testing"
)

// besides are what people write while a slot is asked for: the slot, the text, and what it answers,
// - for nothing; several where either will do. Each that answers stands beside some that only seem
// to.
const besides = `
threat | 消させました | -
threat | 電話番号を変えました | -
threat | 写真を消してもらいました | -
threat | 社長に話しました | -
threat | はい | yes
threat | 言われました | yes
threat | 脅されてます | yes
threat | ありました | yes
threat | ないです | no
threat | 店長に報告した | -
spreading | もう帰った | -
spreading | 同僚も開いた | -
spreading | 電源を落としました | -
spreading | 本社は無事です | no
spreading | 起きてます | yes
spreading | 出ています | yes
spreading | なってました | yes
spreading | 隣も開かない | yes
spreading | 同じです | yes
spreading | あります | yes
spreading | 他のは普通に使えてます | no
spreading | 業者に任せていてわかりません | unknown|-
spreading | 写真を撮りました | -
spreading | この1台だけ | no
personal_data | 保険入ってるか分からん | unknown|-
personal_data | 保険に入ってる | -
personal_data | 入ってます | yes
personal_data | 入ってました | yes
personal_data | カルテが入っています | yes
personal_data | 銀行に電話しました | -
personal_data | 社長に言いました | -
personal_data | たぶん入ってる | yes
personal_data | あると思う | yes
personal_data | 名簿があります | yes
personal_data | 写真を撮った | -
typed_in | ログインはできる | -
typed_in | してないです | no
typed_in | 銀行の番号わからない | -|unknown
typed_in | カード会社の番号が分からへん | -|unknown
typed_in | 電話のほうがいいんやけど番号は06-1111-2222 | -
typed_in | 銀行の電話番号教えて | -
typed_in | 番号わからん | -|unknown
typed_in | カード番号です | card
typed_in | 暗証番号 | bank
typed_in | パスワードを入れました | password
typed_in | パスワード変えました | -
typed_in | 口座は止めてもらいました | -
typed_in | カードは止めました | -
typed_in | 銀行に電話しました | -
typed_in | 覚えてない | unknown
typed_in | 住所と電話番号 | personal
typed_in | IDとパスワード | password
paid | カードの番号を言いました | -
paid | あとカード番号も入れたわ | -
paid | カード番号を入れました | -
paid | 友達がPayPay送ってもうた | -
paid | カードで払った | card
paid | 銀行に電話しました | -
paid | 振込です | transfer
paid | カードは止めました | -
paid | 4500円ネットバンキングで払う手続きしたところ | transfer
paid | まだ銀行には行ってない | -|no
paid | 銀行が混んでてつながらない | -
remote_control | 操作もされてません | no
remote_control | 操作はされていない | no
remote_control | いえ、操作もされてないです | no
remote_control | ソフトは消しました | -
called | いや電話はまだ | no
called | 電話はまだです | no
called | 取引先から電話がどんどん来る | -
called | 銀行と電話中です | -
called | 電話はしてません | no
called | えっと、電話は、してないです | no
called | まだ電話なんてしてませんよ | no
called | 電話に誰も出ない | -
backup | 業者に任せていてわかりません | unknown|-
backup | テープは無事です | yes|offline
victims | お客さんに電話しました | -
victims | 謝りました | -
victims | 出ています | yes
victims | 連絡が来ました | yes
encrypted | 開けました | no|-
encrypted | はい出ています | yes
encrypted | 再起動しました | -
encrypted | 電源を切りました | -
locked | 届けました | -
locked | 見つかりました | -
locked | かかってます | yes
locked | パスワードかかってません | no
contractor | 電話しました | -
contractor | 頼んでます | yes
contractor | います | yes
contractor | 帰りました | -
opened | 電源を切りました | -
opened | 同僚が開きました | yes|-
tapped | 押しました | yes
app_installed | 消しました | -
pcs | いちだいです | 1
pcs | 2だい | 2
pcs | さんだいあります | 3
`

func TestBesides(t *testing.T) {
	rd := answering()
	for line := range strings.Lines(strings.TrimSpace(besides)) {
		f := strings.Split(strings.TrimSpace(line), " | ")
		got, ok := rd.Read(f[1], testNow).Answer(rd.Base.Slot(f[0]))
		if !ok {
			got = "-"
		}
		if !slices.Contains(strings.Split(f[2], "|"), got) {
			t.Errorf("%s: %q answers %s, want %s", f[0], f[1], got, f[2])
		}
	}
}
