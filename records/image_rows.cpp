#include "records/image_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "plan/preprocess.hpp"
#include "plan/resample.hpp"
#include "records/range_check.hpp"
#include "records/record_ids.hpp"

namespace medisc {
namespace {

constexpr double kSquare = 0.01;  ///< by which a pixel's sides may differ, of the longer one

bool is_square(const ImageValues& image) {
  if (!image.spacing) return true;
  const auto [rows, columns] = *image.spacing;
  return std::abs(rows - columns) <= kSquare * std::max(rows, columns);
}

/// Errors: kBadInput where the image can't become the part's shape.
Result<void> check_size(const std::string& file, const ImageValues& image,
                        const RecordPart& part, const Preprocessing* resize) {
  if (image.shape == part.shape) return {};
  if (resize == nullptr) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: its shape is [{}]; the model takes [{}]", file,
                            fmt::join(image.shape, ", "), fmt::join(part.shape, ", ")),
                "resize the image as the model's maker did; or the maker declares a step "
                "\"resize\"");
  }
  if (resize->aspect != ResizeAspect::kStretch && !is_square(image)) {
    return fail(ErrorCode::kBadInput,
                file + ": its pixels are not square, and the model keeps proportions",
                "resample the image to square pixels");
  }
  return {};
}

/// "row 3, column 7", of an image or of a volume's slice; from 1.
std::string pixel_text(const std::vector<std::uint32_t>& shape, Layout layout,
                       std::size_t element) {
  if (layout == Layout::kChannelsLast) element /= shape.back();
  const std::size_t last = shape.size() - (layout == Layout::kChannelsLast ? 2 : 1);
  const std::size_t column = element % shape[last] + 1;
  element /= shape[last];
  const std::size_t row = element % shape[last - 1] + 1;
  return fmt::format("pixel in row {}, column {}", row, column);
}

}  // namespace

Result<RecordTable> ImageRows::row_of(const std::string& id, const std::string& file,
                                      Result<ImageValues> image) {
  if (!image) return tl::unexpected<Error>(image.error());
  const RecordPart& part = manifest_.parts.front();
  const Preprocessing* const resize = resize_of(manifest_, 0);
  if (!is_record_id(id)) {
    return fail(ErrorCode::kBadInput, file + ": its name is no id of a record",
                kRecordIdExpected);
  }
  if (auto fits = check_size(file, *image, part, resize); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  RecordTable row;
  row.rows = 1;
  row.ids = {id};
  row.columns = image->values.size();
  row.values = std::move(image->values);
  row.shapes = {{image->shape.begin(), image->shape.end()}};
  row.notes = std::move(image->notes);
  ReadOptions strict = options_;
  strict.skip_bad = false;
  const Place place = [&](std::size_t, std::size_t element) {
    return pixel_text(image->shape, part.layout, element);
  };
  if (auto fit = check_ranges(row, form_, strict, file, place); !fit) {
    return tl::unexpected<Error>(fit.error());
  }
  if (image->shape != part.shape) {
    const auto from = grid_of(part.layout, image->shape);
    const auto to = grid_of(part.layout, part.shape);
    const std::vector<double> fills(channels_of(part),
                                    resize->numbers.empty() ? 0 : resize->numbers.front());
    row.values =
        resampled(std::move(row.values), *from, *to, resize->filter, resize->aspect, fills);
  }
  return row;
}

Result<void> ImageRows::add(const std::string& id, const std::string& file,
                            Result<ImageValues> image) {
  auto row = row_of(id, file, std::move(image));
  if (!row && !options_.skip_bad) return tl::unexpected<Error>(row.error());
  table_.columns = elements_of(manifest_.parts.front().shape);
  table_.ids.push_back(id);
  ++table_.rows;
  if (row) {
    table_.values.insert(table_.values.end(), row->values.begin(), row->values.end());
    for (const std::string& said : row->notes) note(said);
    if (!table_.problems.empty()) table_.problems.emplace_back();
    return {};
  }
  table_.values.resize(table_.rows * table_.columns, std::numeric_limits<double>::quiet_NaN());
  table_.problems.resize(table_.rows);
  table_.problems.back() = row.error();
  return {};
}

void ImageRows::note(const std::string& note) {
  if (std::find(table_.notes.begin(), table_.notes.end(), note) == table_.notes.end()) {
    table_.notes.push_back(note);
  }
}

Result<RecordTable> ImageRows::end() && {
  std::set<std::string_view> ids;
  for (const std::string& id : table_.ids) {
    if (!ids.insert(id).second) {
      return fail(ErrorCode::kBadInput,
                  "two images are called '" + id + "', which is to be a record's id",
                  "rename one of them");
    }
  }
  const RecordPart& part = manifest_.parts.front();
  table_.shapes = {{part.shape.begin(), part.shape.end()}};
  return std::move(table_);
}

}  // namespace medisc
