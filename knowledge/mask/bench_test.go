package mask

import "testing"

const benchText = "お世話になります。事務所のパソコン3台(Windows 10)のうち1台で、昨日の14時30分ごろ「ウイルスに感染しました」という画面が出て、" +
	"表示された番号 03-4567-8901 に電話してしまいました。遠隔操作のソフトを入れるように言われ、途中で怖くなって切りました。" +
	"そのとき担当の佐々木さんがコンビニで3万円分のカードを買って番号を伝えてしまったそうです。パスワードは変えましたが、他のPCは大丈夫でしょうか。ウイルスバスターは最新です。"

func BenchmarkChat(b *testing.B) {
	Chat(benchText)
	for b.Loop() {
		Chat(benchText)
	}
}

func BenchmarkTable(b *testing.B) {
	Table(benchText)
	for b.Loop() {
		Table(benchText)
	}
}
