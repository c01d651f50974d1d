#include "imaging/volume.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace medisc {
namespace {

constexpr double kAlike = 1e-3;  ///< of direction cosines
constexpr double kApart = 1e-3;  ///< mm: nearer slices lie at one place
constexpr double kUneven = 0.1;  ///< of the median distance

using Direction = std::array<double, 3>;

Direction normal_of(const std::array<double, 6>& o) {
  return {o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]};
}

/// Where slices are to run to: declared, or by the right-hand rule of rows and columns.
std::optional<PatientAxis> declared_depth(const std::vector<std::string>& letters) {
  if (letters.size() == 3) return patient_axis(letters[2]);
  if (letters.size() != 2) return std::nullopt;
  const auto rows = patient_axis(letters[0]);
  const auto columns = patient_axis(letters[1]);
  if (!rows || !columns) return std::nullopt;
  const bool in_turn = (rows->axis + 1) % 3 == columns->axis;
  return PatientAxis{3 - rows->axis - columns->axis,
                     rows->sign * columns->sign * (in_turn ? 1 : -1)};
}

tl::unexpected<Error> refused(const std::string& fault, const std::string& hint) {
  return fail(ErrorCode::kBadInput, fault, hint);
}

}  // namespace

Result<void> Volume::check_alike(const MedicalImage& image, const ImageValues& values) const {
  if (slices_.empty()) return {};
  if (image.series_uid != series_) {
    return refused(image.name + " is of another series than " + slices_.front().name,
                   "give a folder that holds one series");
  }
  if (values.shape != shape_) {
    return refused(image.name + " has another size than " + slices_.front().name,
                   "give slices of one size");
  }
  return {};
}

Result<void> Volume::add(const MedicalImage& image) {
  if (image.is_picture) {
    return refused(image.name + " is a PNG, which has no place in a volume",
                   "give the series as DICOM files");
  }
  if (++files_ == 1) series_ = image.series_uid;
  for (std::size_t frame = 0; frame < image.frames; ++frame) {
    auto values = image_values(image, frame, part_);
    if (!values) return tl::unexpected(values.error());
    if (auto alike = check_alike(image, *values); !alike) return alike;
    if ((slices_.size() + 1) * values->values.size() > kMostVolume) {
      return refused(fmt::format("{} is too large: {} values at most", name_, kMostVolume), "");
    }
    shape_ = values->shape;
    for (std::string& note : values->notes) {
      if (std::find(notes_.begin(), notes_.end(), note) == notes_.end()) {
        notes_.push_back(std::move(note));
      }
    }
    const FrameAttributes& attributes = image.of_frame(frame);
    slices_.push_back(
        {image.frames == 1 ? image.name : fmt::format("{}, frame {}", image.name, frame + 1),
         std::move(values->values), attributes.orientation,
         // One position for all frames is that of none.
         image.frames > 1 && image.attributes.size() == 1 ? std::nullopt
                                                          : attributes.position});
  }
  return {};
}

Result<void> Volume::sort() {
  const auto without = std::find_if(slices_.begin(), slices_.end(), [](const Slice& slice) {
    return !slice.position || !slice.orientation;
  });
  if (without != slices_.end()) {
    if (slices_.size() == 1) return {};
    if (files_ > 1 || !part_.pixels.orientation.empty()) {
      return refused(without->name + " does not say where it lies",
                     "send Image Position and Orientation (Patient) along");
    }
    notes_.emplace_back("frames do not say where they lie, and stand in the file's order");
    return {};
  }
  const auto& orientation = *slices_.front().orientation;
  for (const Slice& slice : slices_) {
    for (std::size_t i = 0; i < orientation.size(); ++i) {
      if (std::abs((*slice.orientation)[i] - orientation[i]) <= kAlike) continue;
      return refused(slice.name + " lies in another plane than " + slices_.front().name,
                     "give slices of one stack");
    }
  }
  Direction along = normal_of(orientation);
  if (const auto depth = declared_depth(part_.pixels.orientation)) {
    if (along[static_cast<std::size_t>(depth->axis)] * depth->sign < 0) {
      for (double& x : along) x = -x;
    }
  }
  for (Slice& slice : slices_) {
    const auto& p = *slice.position;
    slice.at = along[0] * p[0] + along[1] * p[1] + along[2] * p[2];
  }
  std::stable_sort(slices_.begin(), slices_.end(),
                   [](const Slice& a, const Slice& b) { return a.at < b.at; });
  std::vector<double> steps;
  for (std::size_t i = 1; i < slices_.size(); ++i) {
    steps.push_back(slices_[i].at - slices_[i - 1].at);
    if (steps.back() > kApart) continue;
    return refused(slices_[i - 1].name + " and " + slices_[i].name + " lie at one place",
                   "give each slice once");
  }
  if (steps.empty()) return {};
  std::vector<double> ordered = steps;
  std::nth_element(ordered.begin(),
                   ordered.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2),
                   ordered.end());
  const double usual = ordered[steps.size() / 2];
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (std::abs(steps[i] - usual) <= kUneven * usual) continue;
    return refused(fmt::format("between {} and {} the distance is another than between others",
                               slices_[i].name, slices_[i + 1].name),
                   "a slice is missing, or too many are there");
  }
  return {};
}

ImageValues Volume::joined() {
  ImageValues result;
  result.notes = std::move(notes_);
  const auto depth = static_cast<std::uint32_t>(slices_.size());
  const bool last = part_.layout == Layout::kChannelsLast;
  result.shape = shape_;
  result.shape.insert(result.shape.begin() + (last ? 0 : 1), depth);
  const std::size_t in_slice = slices_.front().values.size();
  const std::size_t runs = last ? 1 : shape_.front();  // channels, each a volume of its own
  const std::size_t run = in_slice / runs;
  result.values.resize(in_slice * depth);
  for (std::size_t z = 0; z < depth; ++z) {
    std::vector<double> values = std::move(slices_[z].values);
    for (std::size_t c = 0; c < runs; ++c) {
      std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(c * run), run,
                  result.values.begin() + static_cast<std::ptrdiff_t>((c * depth + z) * run));
    }
  }
  return result;
}

Result<ImageValues> Volume::end() {
  if (slices_.empty()) return refused(name_ + " holds no slices", "give a series of images");
  const std::uint32_t depth = part_.shape[part_.layout == Layout::kChannelsLast ? 0 : 1];
  if (slices_.size() == 1 && depth > 1) {
    return refused(name_ + " has one slice, and the model takes a volume",
                   "give the folder of the series, or a file of several frames");
  }
  if (auto sorted = sort(); !sorted) return tl::unexpected(sorted.error());
  return joined();
}

}  // namespace medisc
