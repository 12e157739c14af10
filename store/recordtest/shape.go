package recordtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

// anyKey stands for every key of a map.
const anyKey = "*"

// shape returns the kind of each field of a JSON value, by its path. All elements of a list are one.
func shape(body []byte) (map[string]string, error) {
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	kinds := map[string]string{}
	walk("", v, func(path string, v any) { kinds[index.ReplaceAllString(path, "[0]")] = kind(v) })
	return kinds, nil
}

var index = regexp.MustCompile(`\[\d+\]`)

// like returns a shape with the keys of maps as another one has them.
func like(today, was map[string]string) map[string]string {
	out := map[string]string{}
	for path, kind := range was {
		parts := strings.Split(path, ".")
		for i := 1; i < len(parts); i++ {
			if today[strings.Join(append(slices.Clone(parts[:i]), anyKey), ".")] != "" {
				parts[i] = anyKey
			}
		}
		out[strings.Join(parts, ".")] = kind
	}
	return out
}

// losses returns the paths in one JSON value that another lacks or has otherwise.
func losses(was, now []byte) []string {
	var a, b any
	if json.Unmarshal(was, &a) != nil || json.Unmarshal(now, &b) != nil {
		return []string{"everything"}
	}
	have := map[string]any{}
	walk("", b, func(path string, v any) { have[path] = v })
	var lost []string
	walk("", a, func(path string, v any) {
		other, ok := have[path]
		if list, _ := v.([]any); len(list) == 0 && kind(v) == "array" || v == nil {
			return // empty, or not there
		}
		same := reflect.DeepEqual(v, other)
		if k := kind(v); k == "object" || k == "array" { // what is in it is compared by itself
			same = kind(other) == k
		}
		if !ok || !same {
			lost = append(lost, path)
		}
	})
	slices.Sort(lost)
	return slices.DeleteFunc(slices.Clone(lost), func(path string) bool { // the whole says it for its parts
		return slices.ContainsFunc(lost, func(whole string) bool {
			return strings.HasPrefix(path, whole+".") || strings.HasPrefix(path, whole+"[")
		})
	})
}

func walk(path string, v any, visit func(string, any)) {
	visit(path, v)
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			walk(strings.TrimPrefix(path+"."+name, "."), inner, visit)
		}
	case []any:
		for i, inner := range v {
			walk(fmt.Sprintf("%s[%d]", path, i), inner, visit)
		}
	}
}

func kind(v any) string {
	switch v.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "text"
	case float64:
		return "number"
	case bool:
		return "yes or no"
	}
	return "nothing"
}

func sorted(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// maxDepth ends types that hold themselves.
const maxDepth = 12

var filledAt = time.Date(2026, 11, 24, 0, 30, 0, 0, time.UTC)

// fill gives every exported field of a value something that is not empty, so that its JSON shows all there is. Lists get one
// element.
func fill(v reflect.Value, name string, depth int) error {
	if depth > maxDepth {
		return nil
	}
	switch at := v.Addr().Interface().(type) {
	case *time.Time:
		*at = filledAt
		return nil
	case *json.RawMessage:
		*at = json.RawMessage(`{"any":"thing"}`)
		return nil
	case *[]byte:
		*at = []byte("窓口")
		return nil
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(3)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(3)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(0.5)
	case reflect.String:
		v.SetString(name)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return fill(v.Elem(), name, depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		return fill(v.Index(0), name, depth+1)
	case reflect.Array:
		for i := range v.Len() {
			if err := fill(v.Index(i), name, depth+1); err != nil {
				return err
			}
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if err := fill(key, anyKey, depth+1); err != nil {
			return err
		}
		if err := fill(value, name, depth+1); err != nil {
			return err
		}
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() {
				continue
			}
			if err := fill(v.Field(i), strings.ToLower(field.Name), depth+1); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("%s is of type %s, which Records cannot fill: let it be stored as something plain", name, v.Type())
	}
	return nil
}
