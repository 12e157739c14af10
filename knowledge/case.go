package knowledge

// Case is one consultation of the desk's table, masked. Cases are evidence for matching and background for staff;
// nothing of a Case is ever shown to a consulter.
type Case struct {
	Row       int      `json:"row"`                 // row number in the desk's table, the case's only name here
	Receipt   string   `json:"receipt,omitempty"`   // 受理番号: the number that staff quote; none in the base that the binary carries
	Kind      int      `json:"kind"`                // 相談種別ID, 1 to 5; its meaning is a guess (1 incident, 2 prevention, 3 products, 4 other, 5 guidebook)
	Category  string   `json:"category"`            // "1.053"
	Month     string   `json:"month,omitempty"`     // when it was, 2026-04, where the table says it
	Subject   string   `json:"subject"`             // 件名
	Content   string   `json:"content"`             // 相談内容
	Answer    string   `json:"answer,omitempty"`    // 対応状況: what the desk answered, a note to itself
	Incident  []string `json:"incident,omitempty"`  // 案件項目【Mission1】: guidebook pages of the first edition
	Measures  []string `json:"measures,omitempty"`  // 提示する対策項目【Mission2～4】
	Standard  string   `json:"standard,omitempty"`  // 【FAQ用】標準回答（案）
	Reference string   `json:"reference,omitempty"` // 【FAQ用】対策のための参考資料・サイト
}
