package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	_ "time/tzdata" // the desk's time zone must be known in an empty container too
	"unicode"

	"github.com/alecthomas/kong"
)

// commands are what the program can do. Each is a file of its own.
type commands struct {
	Demo      demoCmd      `cmd:"" help:"Try it: start a web chat on this machine, with no configuration. Makes ./data."`
	Serve     serveCmd     `cmd:"" help:"Serve the desk."`
	Chat      chatCmd      `cmd:"" help:"Hold a consultation in the terminal."`
	Ask       askCmd       `cmd:"" help:"Answer single questions, one JSON line each."`
	Eval      evalCmd      `cmd:"" help:"Measure matching on labelled questions."`
	Import    importCmd    `cmd:"" help:"Import the desk's case table (CSV), masked."`
	Export    exportCmd    `cmd:"" help:"Export the case base, as the desk's table or for machines."`
	KB        kbCmd        `cmd:"" name:"kb" help:"Look at the knowledge base and check it."`
	Config    configCmd    `cmd:"" help:"Check the configuration, or make the desk's key."`
	Desk      deskCmd      `cmd:"" help:"Begin a new desk."`
	Staff     staffCmd     `cmd:"" help:"Say who may sign in to the desk's console, at /desk."`
	Backup    backupCmd    `cmd:"" help:"Copy the store into a file, while a server has it open or not."`
	Restore   restoreCmd   `cmd:"" help:"Put a backup in the place of the store."`
	Erase     eraseCmd     `cmd:"" help:"Erase a case and all that was said around it, while a server has the store open or not."`
	Retention retentionCmd `cmd:"" help:"Say how long what is kept, and what has been kept for that long."`
	Correct   correctCmd   `cmd:"" help:"Take back a line that was wrong: tell everybody who was told it what holds."`
	Drill     drillCmd     `cmd:"" help:"Have invented victims write to the desk that is being served, and see what each is told."`
	Doctor    doctorCmd    `cmd:"" help:"Look at everything the desk needs from outside, and say how to mend it."`
	Line      lineCmd      `cmd:"" help:"Set up a LINE account."`
	Bench     benchCmd     `cmd:"" help:"Measure the whole path on this machine, from signed webhook to answer."`
	Version   versionCmd   `cmd:"" help:"Print the version."`

	Which kong.VersionFlag `name:"version" help:"Print the version."`
}

// process is what a command may use of the outside world; tests give it another.
type process struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) (string, bool)
}

func main() {
	os.Exit(run(os.Args[1:], process{os.Stdin, os.Stdout, os.Stderr, os.LookupEnv}))
}

// run returns the exit code: 0 done, 1 failed, 2 wrong usage.
func run(args []string, p process) (code int) {
	defer func() {
		if fault := recover(); fault != nil {
			code = fail(p, fmt.Errorf("a fault in madoguchi itself, please report it: %v", fault))
		}
	}()
	out := &checked{w: p.out}
	p.out = out
	var cli commands
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("madoguchi"), kong.Description("窓口 — a consultation bot for public desks that help small businesses with computer trouble."),
		kong.Writers(p.out, p.err), kong.Exit(func(c int) { exited = c }), kong.Bind(p),
		kong.Vars{"version": "madoguchi " + versionLine()},
	)
	if err != nil {
		return fail(p, err)
	}
	if len(args) == 0 {
		return fail(p, fmt.Errorf("%w: say what to do: 'madoguchi demo' tries it out, 'madoguchi --help' lists what there is", errUsage))
	}
	ctx, err := parser.Parse(args)
	switch {
	case exited >= 0: // --help; what parsing came to behind it does not matter
		err = nil
	case err != nil:
		err = fmt.Errorf("%w: %w ('madoguchi --help' lists what there is)", errUsage, err)
	default:
		err = ctx.Run(p)
	}
	if out.err != nil { // whatever came of it
		err = fmt.Errorf("the output cannot be written: %w", out.err)
	}
	if err != nil {
		return fail(p, err)
	}
	return 0
}

// checked remembers that something could not be written (a full disk), so that commands need not look at every line
// they print.
type checked struct {
	w   io.Writer
	err error
}

func (c *checked) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	if err != nil {
		c.err = err
	}
	return n, err
}

// fail prints why in one line. Nothing of a stack or of several lines reaches a user.
func fail(p process, err error) int {
	fmt.Fprintf(p.err, "madoguchi: %s\n", oneLine(err.Error()))
	if errors.Is(err, errUsage) {
		return 2
	}
	return 1
}

// errUsage marks errors of how the program was called.
var errUsage = errors.New("wrong usage")

// oneLine joins lines, and shows what a terminal would obey or leave out.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return '\uFFFD'
		}
		return r
	}, s)
}
