package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/datasets/download"
)

func newDataCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "data",
		Short: "Look after the data sets: status, fetch, verify",
		Long: `The notebooks look for data in the folder that LATENTLAB_DATA names, then in
the user's cache. What is in neither they download, or they do without it and say so.
Names of data sets: ` + strings.Join(datasets.Names(), ", ") + `.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use:   "status [name…]",
			Short: "Say where data sets are, and whether they are the published ones",
			RunE:  func(cmd *cobra.Command, names []string) error { return dataStatus(cmd.OutOrStdout(), names) },
		},
		&cobra.Command{
			Use:   "fetch [name…]",
			Short: "Download data sets that are missing (all of them if none is named)",
			RunE:  dataFetch,
		},
		&cobra.Command{
			Use:   "verify [name…]",
			Short: "Compare the digests of all files; fail if one is damaged, or a named set is missing",
			RunE:  func(cmd *cobra.Command, names []string) error { return dataVerify(cmd.OutOrStdout(), names) },
		},
	)
	return cmd
}

// states checks the data sets of those names, all if there are none.
func states(names []string) ([]datasets.State, error) {
	if len(names) == 0 {
		names = datasets.Names()
	}
	var all []datasets.State
	for _, name := range names {
		s, err := datasets.Check(name)
		if err != nil {
			return nil, usageError{err}
		}
		all = append(all, s)
	}
	return all, nil
}

func dataStatus(out io.Writer, names []string) error {
	all, err := states(names)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "LATENTLAB_DATA is %s\nThe user's cache is %s\n\n", dataFolder(), datasets.CacheDir())
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tWHERE\tSIZE\tVERIFIED\tWHAT TO DO")
	for _, s := range all {
		switch damage := s.Damaged(); {
		case s.Missing():
			fmt.Fprintf(table, "%s\tnot there\t-\t-\tlatentlab data fetch %s\n", s.Name, s.Name)
		case damage != nil:
			fmt.Fprintf(table, "%s\t%s\t%.1f MB\tdamaged\tlatentlab data verify %s\n", s.Name, s.Place, float64(s.Bytes)/1e6, s.Name)
		default:
			fmt.Fprintf(table, "%s\t%s\t%.1f MB\t%s\n", s.Name, s.Place, float64(s.Bytes)/1e6, yesNo(s.Verified))
		}
	}
	return table.Flush()
}

// dataFolder names the folder of LATENTLAB_DATA, or says what is wrong with it.
func dataFolder() string {
	dir := os.Getenv("LATENTLAB_DATA")
	if dir == "" {
		return "not set"
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return dir + ", which is not a folder that can be read"
	}
	return dir
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func dataVerify(out io.Writer, names []string) error {
	all, err := states(names)
	if err != nil {
		return err
	}
	var damaged, missing []string
	for _, s := range all {
		for _, f := range s.Files {
			fmt.Fprintf(out, "%s/%s: %s\n", s.Name, f.Name, verdict(f))
		}
		if s.Damaged() != nil {
			damaged = append(damaged, s.Name)
		}
		if s.Missing() && len(names) > 0 {
			missing = append(missing, s.Name)
		}
	}
	switch {
	case damaged != nil:
		return fmt.Errorf("damaged: %s; replace the files named above, or remove them and run latentlab data fetch", strings.Join(damaged, ", "))
	case missing != nil:
		return fmt.Errorf("not there: %s; run latentlab data fetch", strings.Join(missing, ", "))
	}
	return nil
}

func verdict(f datasets.FileState) string {
	switch {
	case errors.Is(f.Err, datasets.ErrNotFound):
		return strings.ReplaceAll(f.Err.Error(), "\n", ": ")
	case f.Err != nil:
		return f.Err.Error()
	case f.Verified:
		return "verified"
	}
	return "readable, but not verified: it is not the published file, or packed in another way"
}

func dataFetch(cmd *cobra.Command, names []string) error {
	all, err := states(names)
	if err != nil {
		return err
	}
	var failed []string
	for _, s := range all {
		err := fetchOne(cmd, s)
		if cmd.Context().Err() != nil {
			return err
		}
		if err != nil {
			fmt.Fprintln(cmd.ErrOrStderr(), err)
			failed = append(failed, s.Name)
		}
	}
	if failed != nil {
		return fmt.Errorf("could not fetch %s", strings.Join(failed, ", "))
	}
	return nil
}

// fetchOne downloads what is missing of the data set, and says how that went.
func fetchOne(cmd *cobra.Command, s datasets.State) error {
	if s.Missing() {
		meter := newMeter(cmd.ErrOrStderr())
		err := download.Fetch(cmd.Context(), s.Name, meter.show)
		meter.end()
		if err != nil {
			return err
		}
		if s, err = datasets.Check(s.Name); err != nil {
			return err
		}
	}
	if err := s.Damaged(); err != nil {
		return err
	}
	verified := "verified"
	if !s.Verified {
		verified = "not verified"
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s is in %s, %.1f MB, %s\n", s.Name, s.Place, float64(s.Bytes)/1e6, verified)
	return nil
}

// meter shows progress: on a terminal in one line that changes, elsewhere in a line
// for each part.
type meter struct {
	out      io.Writer
	terminal bool
	last     datasets.Progress
	width    int
}

func newMeter(out io.Writer) *meter {
	m := &meter{out: out}
	if f, ok := out.(*os.File); ok {
		info, err := f.Stat()
		m.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return m
}

func (m *meter) show(p datasets.Progress) {
	same := p.Set == m.last.Set && p.Part == m.last.Part && p.Waiting == m.last.Waiting
	m.last = p
	switch {
	case m.terminal:
		line := p.String()
		fmt.Fprintf(m.out, "\r%-*s", m.width, line)
		m.width = len(line)
	case !same:
		fmt.Fprintln(m.out, p)
	}
}

// end leaves the last line on the terminal.
func (m *meter) end() {
	if m.terminal && m.width > 0 {
		fmt.Fprintln(m.out)
	}
}
