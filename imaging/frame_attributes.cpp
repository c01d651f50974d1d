#include "imaging/frame_attributes.hpp"

#include <algorithm>

#include "imaging/lookup_tables.hpp"

namespace medisc {
namespace {

/// Numbers of an attribute that has so many, or is not there.
template <std::size_t kCount>
Result<std::optional<std::array<double, kCount>>> array_of(DcmItem& item, const DcmTagKey& key,
                                                           const std::string& file) {
  const auto numbers = numbers_of(item, key, file);
  if (!numbers) return tl::unexpected(numbers.error());
  if (numbers->empty()) return std::optional<std::array<double, kCount>>();
  if (numbers->size() != kCount) return bad_attribute(file, key, "has not as many values");
  std::array<double, kCount> array{};
  std::copy(numbers->begin(), numbers->end(), array.begin());
  return std::optional(array);
}

Result<void> read_rescale(DcmItem& dataset, std::size_t frame, bool is_signed,
                          const std::string& file, FrameAttributes& attributes) {
  DcmItem& group = group_of(dataset, DCM_PixelValueTransformationSequence, frame);
  const auto slope = number_of(group, DCM_RescaleSlope, file);
  if (!slope) return tl::unexpected(slope.error());
  const auto intercept = number_of(group, DCM_RescaleIntercept, file);
  if (!intercept) return tl::unexpected(intercept.error());
  if (slope->has_value() != intercept->has_value()) {
    return bad_attribute(file, *slope ? DCM_RescaleIntercept : DCM_RescaleSlope, "is missing");
  }
  if (*slope) {
    if (**slope == 0) return bad_attribute(file, DCM_RescaleSlope, "is 0");
    attributes.has_rescale = true;
    attributes.slope = **slope;
    attributes.intercept = **intercept;
    attributes.rescale_type = text_of(group, DCM_RescaleType);
  }
  DcmItem* const table = item_of(dataset, DCM_ModalityLUTSequence);
  if (table == nullptr) return {};
  if (*slope) {
    return bad_attribute(file, DCM_ModalityLUTSequence, "stands beside a rescale slope");
  }
  auto read = table_of(*table, DCM_LUTDescriptor, DCM_LUTData, is_signed, file);
  if (!read) return tl::unexpected(read.error());
  attributes.modality_table = std::move(*read);
  attributes.rescale_type = text_of(*table, DCM_ModalityLUTType);
  return {};
}

Result<void> read_function(DcmItem& group, const std::string& file,
                           FrameAttributes& attributes) {
  const std::string function = text_of(group, DCM_VOILUTFunction);
  if (function.empty() || function == "LINEAR") {
    attributes.function = WindowFunction::kLinear;
  } else if (function == "LINEAR_EXACT") {
    attributes.function = WindowFunction::kLinearExact;
  } else if (function == "SIGMOID") {
    attributes.function = WindowFunction::kSigmoid;
  } else {
    return bad_attribute(file, DCM_VOILUTFunction, "is unknown");
  }
  return {};
}

/// Of several windows the first, as viewers take it.
Result<void> read_window(DcmItem& dataset, std::size_t frame, bool is_signed,
                         const std::string& file, FrameAttributes& attributes) {
  DcmItem& group = group_of(dataset, DCM_FrameVOILUTSequence, frame);
  const auto centres = numbers_of(group, DCM_WindowCenter, file);
  if (!centres) return tl::unexpected(centres.error());
  const auto widths = numbers_of(group, DCM_WindowWidth, file);
  if (!widths) return tl::unexpected(widths.error());
  if (centres->size() != widths->size()) {
    return bad_attribute(file, DCM_WindowWidth, "has not as many values as the centre");
  }
  if (auto read = read_function(group, file, attributes); !read) return read;
  if (!centres->empty()) {
    const double width = widths->front();
    if (!(width > 0) || (attributes.function == WindowFunction::kLinear && width < 1)) {
      return bad_attribute(file, DCM_WindowWidth, "is too small for its function");
    }
    attributes.window = GreyWindow{centres->front(), width};
  }
  DcmItem* const table = item_of(dataset, DCM_VOILUTSequence);
  if (table == nullptr) return {};
  // It maps modality values, which are signed where a rescale makes them so.
  const bool maps_signed = attributes.modality_table
                               ? false
                               : is_signed || attributes.intercept < 0 || attributes.slope < 0;
  auto read = table_of(*table, DCM_LUTDescriptor, DCM_LUTData, maps_signed, file);
  if (!read) return tl::unexpected(read.error());
  attributes.voi_table = std::move(*read);
  return {};
}

Result<void> read_place(DcmItem& dataset, std::size_t frame, const std::string& file,
                        FrameAttributes& attributes) {
  auto orientation = array_of<6>(group_of(dataset, DCM_PlaneOrientationSequence, frame),
                                 DCM_ImageOrientationPatient, file);
  if (!orientation) return tl::unexpected(orientation.error());
  attributes.orientation = *orientation;
  auto position = array_of<3>(group_of(dataset, DCM_PlanePositionSequence, frame),
                              DCM_ImagePositionPatient, file);
  if (!position) return tl::unexpected(position.error());
  attributes.position = *position;
  DcmItem& measures = group_of(dataset, DCM_PixelMeasuresSequence, frame);
  for (const DcmTagKey& key :
       {DCM_PixelSpacing, DCM_ImagerPixelSpacing, DCM_PixelAspectRatio}) {
    auto spacing = array_of<2>(measures, key, file);
    if (!spacing) return tl::unexpected(spacing.error());
    // Scanners that do not know it write zeros.
    if (!*spacing || !((**spacing)[0] > 0 && (**spacing)[1] > 0)) continue;
    attributes.spacing = *spacing;
    break;
  }
  return {};
}

}  // namespace

Result<FrameAttributes> frame_attributes_of(DcmItem& dataset, std::size_t frame, bool is_signed,
                                            const std::string& file) {
  FrameAttributes attributes;
  if (auto read = read_rescale(dataset, frame, is_signed, file, attributes); !read) {
    return tl::unexpected(read.error());
  }
  if (auto read = read_window(dataset, frame, is_signed, file, attributes); !read) {
    return tl::unexpected(read.error());
  }
  if (auto read = read_place(dataset, frame, file, attributes); !read) {
    return tl::unexpected(read.error());
  }
  return attributes;
}

}  // namespace medisc
