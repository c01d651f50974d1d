/// Images, one after the other, as the rows of a table.
#pragma once

#include <cstddef>
#include <string>

#include "error/error.hpp"
#include "imaging/image_values.hpp"
#include "plan/manifest.hpp"
#include "records/read_options.hpp"
#include "records/record_form.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// Each image is held against the model's range as it is, and then resized where the manifest
/// resizes, ahead of its other steps (plan/preprocess.hpp says why that is the same): rows have
/// the part's shape, whatever the images' sizes.
class ImageRows {
 public:
  /// Of the manifest's part, which is its only one.
  ImageRows(const Manifest& manifest, const RecordForm& form, const ReadOptions& options)
      : manifest_(manifest), form_(form), options_(options) {}

  /// `file` stands for the image in errors. Errors: kBadInput, but with skip_bad, where a row
  /// has its own: that of `image`; another size than the part's, where it is not resized;
  /// pixels that are not square, where proportions are kept; values out of range.
  Result<void> add(const std::string& id, const std::string& file, Result<ImageValues> image);

  void note(const std::string& note);

  /// Errors: kBadInput where two rows have one id.
  Result<RecordTable> end() &&;

 private:
  Result<RecordTable> row_of(const std::string& id, const std::string& file,
                             Result<ImageValues> image);

  const Manifest& manifest_;
  const RecordForm& form_;
  const ReadOptions& options_;
  RecordTable table_;
};

}  // namespace medisc
