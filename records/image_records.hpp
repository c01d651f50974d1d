/// Records that are images: a DICOM file, a PNG, or a folder of them.
#pragma once

#include <filesystem>

#include "error/error.hpp"
#include "plan/manifest.hpp"
#include "records/read_options.hpp"
#include "records/record_form.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// Of a model of images: a file is a record (each of its frames with each_frame), a folder has
/// one in each file. Of a model of volumes: a file of several frames is a record, a folder that
/// holds a series is one, and of a folder of such folders each. Ids are the names of files
/// without their extension, of frames with "-1", "-2", ... behind, or of folders. Errors:
/// kBadInput, naming the file: a model of which an image is not the whole record; what is no
/// image; several frames for one image; those of image_values, Volume and ImageRows.
Result<RecordTable> read_image_records(const std::filesystem::path& path,
                                       const Manifest& manifest, const RecordForm& form,
                                       const ReadOptions& options);

}  // namespace medisc
