package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

const deployFolder = "../../deploy/"

// documents parses a YAML file strictly: keys given twice are an error.
func documents(t *testing.T, data []byte) (all []map[string]any) {
	t.Helper()
	d := yaml.NewDecoder(bytes.NewReader(data), yaml.DisallowUnknownField())
	for {
		var doc map[string]any
		err := d.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, doc)
	}
}

// TestDeployFiles: every file in deploy can be parsed, and names only settings, metrics and places that there are.
func TestDeployFiles(t *testing.T) {
	settings := settingNames()
	metrics := sourceOf(t, "../../bot/loop/metrics.go", "../../bot/line/metrics.go", "../../bot/slack/slack.go")
	places := map[string]bool{}
	for line := range strings.Lines(string(contents(t, deployFolder+"runbook.md"))) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			places["runbook.md#"+strings.ReplaceAll(strings.ToLower(strings.TrimSpace(title)), " ", "-")] = true
		}
	}
	files, err := filepath.Glob(deployFolder + "*")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		data := contents(t, path)
		switch filepath.Ext(path) {
		case ".yaml":
			if len(documents(t, data)) == 0 {
				t.Errorf("%s is empty", path)
			}
		case ".json":
			if !json.Valid(data) {
				t.Errorf("%s is no JSON", path)
			}
		}
		for _, name := range regexp.MustCompile(`MADOGUCHI_[A-Z_]+[A-Z]`).FindAllString(string(data), -1) {
			if !slices.ContainsFunc(settings, func(known string) bool { return known == name }) {
				t.Errorf("%s names %s, which the program does not read", path, name)
			}
		}
		for _, name := range regexp.MustCompile(`madoguchi_[a-z_]+[a-z]`).FindAllString(string(data), -1) {
			own := strings.TrimPrefix(name, "madoguchi_")
			own = strings.TrimSuffix(own, "_bucket")
			if !strings.Contains(metrics, `"`+own+`"`) && !strings.Contains(metrics, `"`+strings.TrimPrefix(own, "line_")+`"`) {
				t.Errorf("%s names the metric %s, which the program does not export", path, name)
			}
		}
		for _, place := range regexp.MustCompile(`runbook\.md#[a-z-]+`).FindAllString(string(data), -1) {
			if !places[place] {
				t.Errorf("%s sends to %s, which there is not", path, place)
			}
		}
	}
}

func sourceOf(t *testing.T, files ...string) (all string) {
	t.Helper()
	for _, f := range files {
		all += string(contents(t, f))
	}
	return all
}

// settingNames are the names that the program asks its environment for.
func settingNames() []string {
	asked := map[string]bool{"MADOGUCHI_NOW": true, cacheVariable: true}
	values := env{"MADOGUCHI_LINE_CHANNEL_SECRET": "x", "MADOGUCHI_SEAL_KEY": "hcvault://h:1/transit/keys/k"}
	_, _ = settingFlags{}.load(process{env: func(name string) (string, bool) { // what it comes to does not matter
		asked[name] = true
		v, ok := values[name]
		return v, ok
	}})
	return slices.Collect(maps.Keys(asked))
}

// off is a setting of the example that is switched off: # and no blank, or the blanks of a list.
var off = regexp.MustCompile(`(?m)^#((?: {2,})?(?:[a-z_]+:|- ).*)$`)

// TestExampleConfiguration: the example is valid as it stands and with all that is switched off, and has every setting there is.
func TestExampleConfiguration(t *testing.T) {
	path := deployFolder + "madoguchi.yaml"
	call("", nil, "config", "check", "--config", path).want(t, 0)
	data := contents(t, path)
	whole := off.ReplaceAll(data, []byte("$1"))
	for name, data := range map[string][]byte{"as it stands": data, "all switched on": whole} {
		s := defaultSettings()
		if err := s.read(data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	docs := documents(t, whole)
	if len(docs) != 1 {
		t.Fatalf("%d documents", len(docs))
	}
	for _, name := range settingPaths("", reflect.TypeFor[settings]()) {
		secretItself := strings.HasSuffix(name, "secret") || strings.HasSuffix(name, "token") || strings.HasSuffix(name, "password") // named by its file
		if name == "desk.special.hours.days" {                                                                                       // a day is what it is
			continue
		}
		if !secretItself && !has(docs[0], strings.Split(name, ".")) {
			t.Errorf("%s lacks the setting %s", path, name)
		}
	}
	s := defaultSettings()
	if err := s.read(data); err != nil {
		t.Fatal(err)
	}
	want := defaultSettings() // what the file says to be a default is one
	if s.Listen != want.Listen || s.Desk.Name != want.Desk.Name || s.Desk.Zone != want.Desk.Zone || s.Desk.KeepDays != want.Desk.KeepDays || !reflect.DeepEqual(s.Desk.Hours, want.Desk.Hours) {
		t.Errorf("not the defaults: %+v", s)
	}
	for _, name := range settingPaths("", reflect.TypeFor[settings]()) {
		if first, _, _ := strings.Cut(name, "."); !strings.Contains(known, first) {
			t.Errorf("whoever misspells a setting is not told of %s", first)
		}
	}
}

// has reports whether a setting stands anywhere below.
func has(at any, path []string) bool {
	if len(path) == 0 {
		return true
	}
	switch at := at.(type) {
	case map[string]any:
		inner, ok := at[path[0]]
		return ok && has(inner, path[1:])
	case []any:
		return slices.ContainsFunc(at, func(element any) bool { return has(element, path) })
	}
	return false
}

// TestCompose: what refers to something in the file finds it there.
func TestCompose(t *testing.T) {
	doc := documents(t, contents(t, deployFolder+"compose.yaml"))[0]
	services := doc["services"].(map[string]any)
	for name, s := range services {
		service := s.(map[string]any)
		for kind, defined := range map[string]any{"depends_on": services, "networks": doc["networks"], "secrets": doc["secrets"]} {
			list, _ := service[kind].([]any)
			for _, to := range list {
				if _, ok := defined.(map[string]any)[to.(string)]; !ok {
					t.Errorf("%s has %s %q, which there is not", name, kind, to)
				}
			}
		}
		environment, _ := service["environment"].(map[string]any)
		for key, value := range environment {
			for _, host := range regexp.MustCompile(`(?:://|,)([a-z]+[0-9]):`).FindAllStringSubmatch(fmt.Sprint(value), -1) {
				if services[host[1]] == nil {
					t.Errorf("%s: %s names %s, which there is not", name, key, host[1])
				}
			}
			if file, ok := strings.CutPrefix(fmt.Sprint(value), "/run/secrets/"); ok && !slices.Contains(service["secrets"].([]any), any(file)) {
				t.Errorf("%s: %s names the secret %s, which the service does not have", name, key, file)
			}
		}
	}
	grace, err := time.ParseDuration(services["madoguchi1"].(map[string]any)["stop_grace_period"].(string))
	if err != nil || grace <= stopWithin {
		t.Errorf("a clean stop takes up to %v, and is given %v", stopWithin, grace)
	}
	if etcd := services["etcd2"].(map[string]any)["environment"].(map[string]any); etcd["ETCD_NAME"] != "etcd2" || etcd["ETCD_AUTO_COMPACTION_MODE"] != "periodic" {
		t.Errorf("etcd2 is %v", etcd)
	}
}

// TestKubernetes: probes ask what there is, and a clean stop has its time.
func TestKubernetes(t *testing.T) {
	docs := documents(t, contents(t, deployFolder+"kubernetes.yaml"))
	kinds := map[string]map[string]any{}
	for _, d := range docs {
		kinds[d["kind"].(string)] = d
	}
	pod := kinds["Deployment"]["spec"].(map[string]any)["template"].(map[string]any)
	spec := pod["spec"].(map[string]any)
	container := spec["containers"].([]any)[0].(map[string]any)
	for _, probe := range []string{"startupProbe", "livenessProbe", "readinessProbe"} {
		path := container[probe].(map[string]any)["httpGet"].(map[string]any)["path"].(string)
		if !strings.Contains(sourceOf(t, "desk.go"), `"GET `+path+`"`) {
			t.Errorf("%s asks %s, which is not served", probe, path)
		}
	}
	wait := container["lifecycle"].(map[string]any)["preStop"].(map[string]any)["sleep"].(map[string]any)["seconds"].(uint64)
	if grace := time.Duration(spec["terminationGracePeriodSeconds"].(uint64)-wait) * time.Second; grace <= stopWithin {
		t.Errorf("a clean stop takes up to %v, and is given %v", stopWithin, grace)
	}
	mounts, volumes := map[any]any{}, map[any]bool{}
	for _, m := range container["volumeMounts"].([]any) {
		mounts[m.(map[string]any)["mountPath"]] = m.(map[string]any)["name"]
	}
	for _, v := range spec["volumes"].([]any) {
		volumes[v.(map[string]any)["name"]] = true
	}
	for path, name := range mounts {
		if !volumes[name] {
			t.Errorf("%v is mounted at %v, and there is no such volume", name, path)
		}
	}
	for _, e := range container["env"].([]any) {
		value := e.(map[string]any)["value"].(string)
		if strings.HasPrefix(value, "/") && mounts[filepath.Dir(value)] == nil {
			t.Errorf("nothing is mounted where %s would be", value)
		}
	}
	selects := kinds["Service"]["spec"].(map[string]any)["selector"]
	if labels := pod["metadata"].(map[string]any)["labels"]; !reflect.DeepEqual(selects, labels) {
		t.Errorf("the service selects %v, the pods are %v", selects, labels)
	}
}

// TestDashboard: panels have queries and do not overlap.
func TestDashboard(t *testing.T) {
	data, err := os.ReadFile(deployFolder + "dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Panels []struct {
			Title   string
			GridPos struct{ X, Y, W, H int }
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(data, &d); err != nil || len(d.Panels) < 10 {
		t.Fatal(err, len(d.Panels))
	}
	taken := map[[2]int]string{}
	for _, p := range d.Panels {
		if p.Title == "" || len(p.Targets) == 0 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %+v", p)
		}
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				if other := taken[[2]int{x, y}]; other != "" {
					t.Fatalf("%s lies over %s", p.Title, other)
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
	}
}
