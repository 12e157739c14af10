package line

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/written"
)

//go:embed richmenu.yaml richmenu-full.png richmenu-compact.png
var menuFiles embed.FS

// MenuSize says how much of the screen the rich menu takes.
type MenuSize string

const (
	FullMenu    MenuSize = "full"
	CompactMenu MenuSize = "compact"
)

// menuFile is richmenu.yaml.
type menuFile struct {
	ChatBar string `yaml:"chat_bar"`
	Menus   map[MenuSize]struct {
		Size  [2]int64
		Areas []struct {
			Label, Text string
			At          [4]int64 // x, y, width, height
		}
	}
}

// richMenu is a rich menu as LINE wants it, with its picture. LINE takes no other picture for a menu once made, so the name
// tells what is in it: ours/size/hash.
type richMenu struct {
	messaging_api.RichMenuRequest
	picture []byte
}

const menuPrefix = "madoguchi/"

func loadMenu(size MenuSize) (*richMenu, error) {
	data, err := menuFiles.ReadFile("richmenu.yaml")
	if err != nil {
		return nil, err
	}
	var f menuFile
	if err := written.Decode(data, &f); err != nil {
		return nil, fmt.Errorf("richmenu.yaml: %w", err)
	}
	menu, ok := f.Menus[size]
	if !ok {
		return nil, fmt.Errorf("there is no rich menu of size %q: choose %q or %q", size, FullMenu, CompactMenu)
	}
	picture, err := menuFiles.ReadFile("richmenu-" + string(size) + ".png")
	if err != nil {
		return nil, err
	}
	m := &richMenu{picture: picture}
	m.Size = &messaging_api.RichMenuSize{Width: menu.Size[0], Height: menu.Size[1]}
	m.Selected, m.ChatBarText = true, f.ChatBar
	for _, a := range menu.Areas {
		m.Areas = append(m.Areas, messaging_api.RichMenuArea{
			Bounds: &messaging_api.RichMenuBounds{X: a.At[0], Y: a.At[1], Width: a.At[2], Height: a.At[3]},
			Action: &messaging_api.MessageAction{Label: a.Label, Text: a.Text},
		})
	}
	hash := sha256.Sum256(append(bytes.Clone(data), picture...))
	m.Name = fmt.Sprintf("%s%s/%x", menuPrefix, size, hash[:6])
	return m, nil
}

// InstallRichMenu makes the rich menu of a size the account's default and removes earlier ones of ours, and reports whether
// anything had to be done. Menus that others made stay. Phones show a new one within about a minute (LD/using-rich-menus).
func InstallRichMenu(ctx context.Context, o Options, size MenuSize) (changed bool, err error) {
	menu, err := loadMenu(size)
	if err != nil {
		return false, err
	}
	o.Metrics = nil // a command's calls are no part of a server's figures
	c, err := New(o)
	if err != nil {
		return false, err
	}
	ours, err := c.ourMenus(ctx)
	if err != nil {
		return false, fmt.Errorf("list the rich menus: %w", err)
	}
	now, err := c.defaultMenu(ctx)
	if err != nil {
		return false, fmt.Errorf("read the default rich menu: %w", err)
	}
	if now != "" && ours[now] == menu.Name {
		delete(ours, now)
		return len(ours) > 0, c.deleteMenus(ctx, ours)
	}
	if err := c.installMenu(ctx, menu); err != nil {
		return false, err
	}
	return true, c.deleteMenus(ctx, ours) // after the new one is in force, so that there is always one; half-made ones too
}

// installMenu makes a menu, gives it its picture and makes it the default: in this order LINE wants it (LD/using-rich-menus).
func (c *Channel) installMenu(ctx context.Context, menu *richMenu) error {
	var id string
	err := c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
		res, made, err := api.CreateRichMenuWithHttpInfo(&menu.RichMenuRequest)
		if err == nil {
			id = made.RichMenuId
		}
		return res, err
	})
	if err == nil && id == "" {
		err = errors.New("LINE named no id")
	}
	if err != nil {
		return fmt.Errorf("make the rich menu: %w", err)
	}
	bounded, cancel := context.WithTimeout(ctx, 6*callTimeout) // the picture takes its time
	defer cancel()
	blob, err := c.blobClient(bounded)
	if err != nil {
		return err
	}
	res, _, err := blob.SetRichMenuImageWithHttpInfo(id, "image/png", bytes.NewReader(menu.picture))
	if err := judge(res, err); err != nil {
		return fmt.Errorf("give the rich menu its picture: %w", err)
	}
	err = c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
		res, _, err := api.SetDefaultRichMenuWithHttpInfo(id)
		return res, err
	})
	if err != nil {
		return fmt.Errorf("make the rich menu the default: %w", err)
	}
	return nil
}

// ourMenus are the names of the menus that this program made, by their ids.
func (c *Channel) ourMenus(ctx context.Context) (map[string]string, error) {
	ours := map[string]string{}
	err := c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
		res, list, err := api.GetRichMenuListWithHttpInfo()
		if err == nil {
			for _, m := range list.Richmenus {
				if strings.HasPrefix(m.Name, menuPrefix) {
					ours[m.RichMenuId] = m.Name
				}
			}
		}
		return res, err
	})
	return ours, err
}

// defaultMenu is the id of the default menu, or empty: LINE answers 404 where there is none (REF#get-default-rich-menu-id).
func (c *Channel) defaultMenu(ctx context.Context) (id string, err error) {
	err = c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
		res, menu, err := api.GetDefaultRichMenuIdWithHttpInfo()
		if err == nil {
			id = menu.RichMenuId
		}
		return res, err
	})
	if r := (*refusal)(nil); errors.As(err, &r) && r.status == http.StatusNotFound {
		return "", nil
	}
	return id, err
}

func (c *Channel) deleteMenus(ctx context.Context, menus map[string]string) error {
	var failed []error
	for _, id := range slices.Sorted(maps.Keys(menus)) {
		err := c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
			res, _, err := api.DeleteRichMenuWithHttpInfo(id)
			return res, err
		})
		if err != nil {
			failed = append(failed, fmt.Errorf("remove the earlier rich menu %s: %w", menus[id], err))
		}
	}
	return errors.Join(failed...)
}
