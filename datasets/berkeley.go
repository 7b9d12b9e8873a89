package datasets

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/latentlab/latentlab/datasets/internal/store"
)

// Berkeley returns the 200 training photographs of the Berkeley segmentation data
// set, 321×481 or 481×321, in colour. They are unpacked when first looked at, on
// all processors.
//
// Errors: ErrNotFound; ctx's; a file that cannot be read as JPEG. Other photographs
// in the folder of $LATENTLAB_DATA are taken, and Source says that they are not
// verified.
//
// D. Martin et al., A database of human segmented natural images and its
// application to evaluating segmentation algorithms, ICCV 2001; P. Arbeláez et al.,
// Contour detection and hierarchical image segmentation, PAMI 2011.
func Berkeley(ctx context.Context) (*Photos, error) { return Lookup{}.Berkeley(ctx) }

// Berkeley is the function of that name with settings.
func (l Lookup) Berkeley(ctx context.Context) (*Photos, error) {
	return l.photos(ctx, store.Berkeley)
}

// photos loads a set of one folder.
func (l Lookup) photos(ctx context.Context, set store.Set) (photos *Photos, err error) {
	err = l.find(ctx, set, func(p store.Places) error {
		photos, err = readPhotos(p, set)
		return err
	})
	return photos, err
}

func readPhotos(p store.Places, set store.Set) (*Photos, error) {
	blobs, report, place := p.ReadFolder(set.Name, set.Parts[0].(store.Folder))
	if report.Err != nil {
		return nil, report.Err
	}
	photos := &Photos{Items: make([]*Photo, len(blobs)), Source: source(set.Title, []string{place}, report.Verified)}
	errs := make([]error, len(blobs))
	inParallel(len(blobs), func(i int) {
		name := strings.TrimSuffix(blobs[i].Name, filepath.Ext(blobs[i].Name))
		photos.Items[i], errs[i] = readPhoto(name, blobs[i].Data, report.Verified)
	})
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(report.Path, blobs[i].Name), err)
		}
	}
	return photos, nil
}
