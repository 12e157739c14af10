package linetest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// limits of Flex messages in bytes of JSON (REF#flex-message: 30 KB a bubble, 50 KB a carousel).
const (
	maxBubbleJSON   = 30 << 10
	maxCarouselJSON = 50 << 10
)

// container checks a bubble or a carousel (REF#container).
func (k *checker) container(at string, raw json.RawMessage) {
	var head struct {
		Type     string            `json:"type"`
		Contents []json.RawMessage `json:"contents"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		k.wrong(at, "must be an object")
		return
	}
	if head.Type != "carousel" {
		k.bubble(at, raw)
		return
	}
	if n := len(head.Contents); n < 1 || n > limits["flex.carousel_bubbles_max"] {
		k.wrong(at+".contents", "Size must be between 1 and %d", limits["flex.carousel_bubbles_max"])
	}
	if len(raw) > maxCarouselJSON {
		k.wrong(at, "may have at most %d bytes", maxCarouselJSON)
	}
	sizes := map[string]bool{}
	for i, b := range head.Contents {
		sizes[k.bubble(fmt.Sprintf("%s.contents[%d]", at, i), b)] = true
	}
	if len(sizes) > 1 {
		k.wrong(at, "all bubbles of a carousel must have the same size")
	}
}

var bubbleSizes = []string{"", "nano", "micro", "deca", "hecto", "kilo", "mega", "giga"}

func (k *checker) bubble(at string, raw json.RawMessage) (size string) {
	var b struct {
		Type, Size                 string
		Header, Hero, Body, Footer json.RawMessage
		Action                     json.RawMessage
	}
	if !k.object(at, raw, &b, "type", "size", "direction", "header", "hero", "body", "footer", "styles", "action") {
		return ""
	}
	if b.Type != "bubble" {
		k.wrong(at+".type", "Must be one of the following values: [bubble, carousel], not %q", b.Type)
	}
	if !slices.Contains(bubbleSizes, b.Size) {
		k.wrong(at+".size", "invalid property %q", b.Size)
	}
	if len(raw) > maxBubbleJSON {
		k.wrong(at, "may have at most %d bytes", maxBubbleJSON)
	}
	blocks := 0
	for name, block := range map[string]json.RawMessage{"header": b.Header, "body": b.Body, "footer": b.Footer, "hero": b.Hero} {
		if len(block) == 0 || string(block) == "null" {
			continue
		}
		blocks++
		if kind := k.component(at+"."+name, block, ""); kind != "box" && name != "hero" {
			k.wrong(at+"."+name, "must be a box")
		}
	}
	if blocks == 0 {
		k.wrong(at, "needs at least one block")
	}
	return b.Size
}

// common are the properties that any component may have.
var common = []string{"type", "flex", "margin", "position", "offsetTop", "offsetBottom", "offsetStart", "offsetEnd", "action"}

// properties are those that a component may have besides (REF#component).
var properties = map[string][]string{
	"box": {"layout", "contents", "backgroundColor", "borderColor", "borderWidth", "cornerRadius", "width", "maxWidth", "height", "maxHeight",
		"spacing", "paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd", "justifyContent", "alignItems", "background"},
	"text":      {"text", "contents", "adjustMode", "size", "align", "gravity", "wrap", "lineSpacing", "maxLines", "weight", "color", "style", "decoration", "scaling"},
	"button":    {"height", "style", "color", "gravity", "adjustMode", "scaling"},
	"separator": {"color"},
	"filler":    {},
	"image":     {"url", "align", "gravity", "size", "aspectRatio", "aspectMode", "backgroundColor", "animated"},
	"icon":      {"url", "size", "aspectRatio", "scaling"},
}

var (
	colour = regexp.MustCompile(`^#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$`)
	length = regexp.MustCompile(`^(none|xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|[0-9]+(\.[0-9]+)?px|[0-9]+%)$`)
)

func (k *checker) component(at string, raw json.RawMessage, layout string) (kind string) {
	var c struct {
		Type, Layout, Text, Style, Color, BackgroundColor, Size, Margin, Spacing, PaddingAll, Weight, Height string
		Contents                                                                                             []json.RawMessage
		Action                                                                                               json.RawMessage
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		k.wrong(at, "must be well formed: %v", err)
		return ""
	}
	known, ok := properties[c.Type]
	if !ok {
		k.wrong(at+".type", "invalid component %q", c.Type)
		return c.Type
	}
	k.object(at, raw, &struct{}{}, append(slices.Clone(common), known...)...)
	if layout == "baseline" && c.Type != "text" && c.Type != "icon" && c.Type != "filler" {
		k.wrong(at+".type", "%s is not allowed in a baseline box", c.Type)
	}
	for name, v := range map[string]string{"color": c.Color, "backgroundColor": c.BackgroundColor} {
		if v != "" && !colour.MatchString(v) {
			k.wrong(at+"."+name, "invalid property %q", v)
		}
	}
	for name, v := range map[string]string{"margin": c.Margin, "spacing": c.Spacing, "paddingAll": c.PaddingAll, "size": c.Size} {
		if v != "" && !length.MatchString(v) && !(c.Type == "image" && v == "full") {
			k.wrong(at+"."+name, "invalid property %q", v)
		}
	}
	switch c.Type {
	case "box":
		if !slices.Contains([]string{"horizontal", "vertical", "baseline"}, c.Layout) {
			k.wrong(at+".layout", "invalid property %q", c.Layout)
		}
		for i, inner := range c.Contents {
			k.component(fmt.Sprintf("%s.contents[%d]", at, i), inner, c.Layout)
		}
	case "text":
		if strings.TrimSpace(c.Text) == "" && len(c.Contents) == 0 {
			k.wrong(at+".text", "May not be empty")
		}
		if c.Weight != "" && c.Weight != "regular" && c.Weight != "bold" {
			k.wrong(at+".weight", "invalid property %q", c.Weight)
		}
	case "button":
		if !slices.Contains([]string{"", "primary", "secondary", "link"}, c.Style) || !slices.Contains([]string{"", "sm", "md"}, c.Height) {
			k.wrong(at, "invalid property %q, %q", c.Style, c.Height)
		}
		k.action(at+".action", c.Action, "action.label_max.flex_button")
	}
	return c.Type
}
