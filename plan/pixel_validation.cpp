#include "plan/pixel_validation.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "plan/resample.hpp"

namespace medisc {
namespace {

constexpr std::uint32_t kMostBits = 32;
constexpr std::size_t kLongestModality = 16;  ///< of a code string

bool all_finite(const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); });
}

std::string fault_of_window(const PixelMeaning& meaning) {
  if (meaning.window.empty()) {
    return meaning.function == WindowFunction::kLinear
               ? ""
               : "window_function belongs to a window; the file's brings its own";
  }
  if (meaning.values != PixelValues::kWindow) return "window is for pixels = \"window\"";
  if (meaning.window.size() != 2 || !all_finite(meaning.window)) {
    return "window must be a centre and a width";
  }
  const double width = meaning.window[1];
  if (meaning.function == WindowFunction::kLinear && width < 1) {
    return "the width of window is below 1; with window_function = \"linear_exact\" it may be";
  }
  return std::isnormal(width) && width > 0 ? "" : "the width of window is not above 0";
}

std::string fault_of_range(const PixelMeaning& meaning) {
  const bool mapped =
      meaning.values == PixelValues::kFullRange || meaning.values == PixelValues::kWindow;
  if (!mapped) {
    return meaning.range.empty() ? "" : "pixel_range is for \"full_range\" and \"window\"";
  }
  if (meaning.range.size() != 2 || !all_finite(meaning.range) ||
      !(meaning.range[0] < meaning.range[1])) {
    return "pixel_range must be the values of the darkest and the brightest: [0, 1], say";
  }
  return "";
}

std::string fault_of_orientation(const RecordPart& part) {
  const std::vector<std::string>& letters = part.pixels.orientation;
  if (letters.empty()) return "";
  std::set<int> axes;
  for (const std::string& letter : letters) {
    const auto axis = patient_axis(letter);
    if (!axis) return "orientation has another entry than L, R, A, P, H or F";
    if (!axes.insert(axis->axis).second) return "orientation names one axis twice";
  }
  if (letters.size() == 2 || (letters.size() == 3 && part.shape.size() == 4)) return "";
  return "orientation must say where rows and columns run to (and slices, of a volume)";
}

std::string fault_of_modalities(const PixelMeaning& meaning) {
  for (const std::string& modality : meaning.modalities) {
    const bool is_code = std::all_of(modality.begin(), modality.end(), [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ' ';
    });
    if (modality.empty() || modality.size() > kLongestModality || !is_code) {
      return "modalities has an entry that is no code such as CT";
    }
  }
  return "";
}

}  // namespace

std::string fault_of_pixels(const RecordPart& part) {
  const PixelMeaning& meaning = part.pixels;
  if (meaning == PixelMeaning{}) return "";
  if (meaning.values > PixelValues::kWindow || meaning.function > WindowFunction::kSigmoid ||
      meaning.polarity > Polarity::kStored || meaning.colour > ColourTo::kLuminance) {
    return "what its pixels are is unknown";
  }
  if (!grid_of(part.layout, part.shape)) {
    return "pixels are for an input with channels, height and width";
  }
  if (meaning.values == PixelValues::kUndeclared) {
    return "pixels is missing; other keys say more of it";
  }
  const bool stored = meaning.values == PixelValues::kStored;
  if (stored && (meaning.bits == 0 || meaning.bits > kMostBits)) {
    return "pixels = \"stored\" needs bits, 1 to 32: those of a stored sample";
  }
  if (!stored && meaning.bits != 0) return "bits is for pixels = \"stored\"";
  if (auto fault = fault_of_window(meaning); !fault.empty()) return fault;
  if (auto fault = fault_of_range(meaning); !fault.empty()) return fault;
  if (auto fault = fault_of_orientation(part); !fault.empty()) return fault;
  return fault_of_modalities(meaning);
}

std::string fault_of_resize(const Preprocessing& step, const RecordPart& part) {
  if (step.filter > ResizeFilter::kAntialias || step.aspect > ResizeAspect::kCrop) {
    return "its filter or aspect is unknown";
  }
  if (!grid_of(part.layout, part.shape)) {
    return "expected no numbers, and an input with channels, height and width";
  }
  if (part.shape.size() == 4 && step.aspect != ResizeAspect::kStretch) {
    return "aspect is for images; slices of a volume have a distance of their own";
  }
  if (step.aspect == ResizeAspect::kPad) {
    return step.numbers.size() == 1 ? "" : "expected fill, one number, for aspect = \"pad\"";
  }
  return step.numbers.empty() ? ""
                              : "expected no numbers, and an input with channels, height and "
                                "width";
}

}  // namespace medisc
