#include "plan/pixel_meaning.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace medisc {
namespace {

template <class Value, std::size_t kSize>
using Names = std::array<std::pair<const char*, Value>, kSize>;

constexpr Names<PixelValues, 4> kValues{{{"stored", PixelValues::kStored},
                                         {"full_range", PixelValues::kFullRange},
                                         {"modality", PixelValues::kModality},
                                         {"window", PixelValues::kWindow}}};
constexpr Names<WindowFunction, 3> kFunctions{{{"linear", WindowFunction::kLinear},
                                               {"linear_exact", WindowFunction::kLinearExact},
                                               {"sigmoid", WindowFunction::kSigmoid}}};
constexpr Names<Polarity, 2> kPolarities{
    {{"bright", Polarity::kBright}, {"stored", Polarity::kStored}}};
constexpr Names<ColourTo, 2> kColours{
    {{"refuse", ColourTo::kRefuse}, {"luminance", ColourTo::kLuminance}}};
constexpr Names<ResizeFilter, 3> kFilters{{{"bilinear", ResizeFilter::kBilinear},
                                           {"area", ResizeFilter::kArea},
                                           {"antialias", ResizeFilter::kAntialias}}};
constexpr Names<ResizeAspect, 3> kAspects{{{"stretch", ResizeAspect::kStretch},
                                           {"pad", ResizeAspect::kPad},
                                           {"crop", ResizeAspect::kCrop}}};
constexpr Names<PatientAxis, 6> kAxes{{{"L", {0, 1}},
                                       {"R", {0, -1}},
                                       {"P", {1, 1}},
                                       {"A", {1, -1}},
                                       {"H", {2, 1}},
                                       {"F", {2, -1}}}};

template <class Value, std::size_t kSize>
const char* name_in(const Names<Value, kSize>& names, const Value& value) {
  for (const auto& [name, named] : names) {
    if (named == value) return name;
  }
  return "";
}

template <class Value, std::size_t kSize>
std::optional<Value> named_in(const Names<Value, kSize>& names, std::string_view name) {
  for (const auto& [known, value] : names) {
    if (name == known) return value;
  }
  return std::nullopt;
}

}  // namespace

const char* values_name(PixelValues values) {
  return name_in(kValues, values);
}
std::optional<PixelValues> values_named(std::string_view name) {
  return named_in(kValues, name);
}
const char* function_name(WindowFunction function) {
  return name_in(kFunctions, function);
}
std::optional<WindowFunction> function_named(std::string_view name) {
  return named_in(kFunctions, name);
}
const char* polarity_name(Polarity polarity) {
  return name_in(kPolarities, polarity);
}
std::optional<Polarity> polarity_named(std::string_view name) {
  return named_in(kPolarities, name);
}
const char* colour_name(ColourTo colour) {
  return name_in(kColours, colour);
}
std::optional<ColourTo> colour_named(std::string_view name) {
  return named_in(kColours, name);
}
const char* filter_name(ResizeFilter filter) {
  return name_in(kFilters, filter);
}
std::optional<ResizeFilter> filter_named(std::string_view name) {
  return named_in(kFilters, name);
}
const char* aspect_name(ResizeAspect aspect) {
  return name_in(kAspects, aspect);
}
std::optional<ResizeAspect> aspect_named(std::string_view name) {
  return named_in(kAspects, name);
}
std::optional<PatientAxis> patient_axis(std::string_view letter) {
  return named_in(kAxes, letter);
}
const char* axis_letter(const PatientAxis& axis) {
  return name_in(kAxes, axis);
}

std::string meaning_text(const PixelMeaning& meaning) {
  std::string text = values_name(meaning.values);
  if (text.empty()) return "undeclared";
  if (meaning.values == PixelValues::kStored) text += fmt::format(", {} bits", meaning.bits);
  if (meaning.values == PixelValues::kWindow) {
    text += meaning.window.empty()
                ? " of the file"
                : fmt::format(" of {:g}, {:g} ({})", meaning.window[0], meaning.window[1],
                              function_name(meaning.function));
  }
  if (!meaning.range.empty()) {
    text += fmt::format(" to {:g}..{:g}", meaning.range[0], meaning.range[1]);
  }
  if (meaning.polarity == Polarity::kStored) text += ", polarity as stored";
  if (meaning.colour == ColourTo::kLuminance) text += ", luminance of colours";
  if (!meaning.orientation.empty()) {
    text += fmt::format(", towards {}", fmt::join(meaning.orientation, " "));
  }
  if (!meaning.modalities.empty()) {
    text += fmt::format(", of {}", fmt::join(meaning.modalities, ", "));
  }
  return text;
}

}  // namespace medisc
