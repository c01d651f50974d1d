#include "records/array_shape.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace medisc {
namespace {

using Shape = std::vector<std::uint64_t>;

/// Of dimensions whose product is known to be held in memory.
std::uint64_t product(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::uint64_t{1}, std::multiplies<>());
}

Shape without_ones(Shape shape) {
  std::erase(shape, 1U);
  return shape;
}

const char* layout_text(const FormPart& part) {
  switch (part.layout) {
    case Layout::kChannelsFirst:
      return ", channels first";
    case Layout::kChannelsLast:
      return ", channels last";
    case Layout::kFlat:
      break;
  }
  return "";
}

/// The axes of `dims` that make it [N, shape...]; none where its sizes are others.
std::optional<std::vector<std::size_t>> transposition(const Shape& dims, const FormPart& part) {
  if (dims.size() != part.shape.size() + 1) return std::nullopt;
  std::vector<std::size_t> axes{0};
  std::vector<bool> used(dims.size(), false);
  for (std::size_t i = 0; i < part.shape.size(); ++i) {
    const bool any_size = part.resized && i != part.channel_dimension();
    std::size_t axis = 1;
    while (axis < dims.size() && (used[axis] || (!any_size && dims[axis] != part.shape[i]))) {
      ++axis;
    }
    if (axis == dims.size()) return std::nullopt;
    used[axis] = true;
    axes.push_back(axis);
  }
  return axes;
}

tl::unexpected<Error> misfit(const Shape& dims, const FormPart& part, const std::string& file) {
  std::string hint =
      fmt::format("give an array of shape [records, {}]", fmt::join(part.shape, ", "));
  if (const auto axes = transposition(dims, part)) {
    hint = fmt::format("use array.transpose({})", fmt::join(*axes, ", "));
  } else if (dims.size() == 2 && dims[0] == part.count) {
    hint = "its rows look like features: use array.T";
  }
  return fail(ErrorCode::kBadInput,
              fmt::format("{}: its shape is {}; expected records of shape {}{}", file,
                          shape_text(dims), shape_text(part.shape), layout_text(part)),
              hint);
}

Result<ShapeFit> fit_columns(const Shape& dims, std::size_t columns, const std::string& file) {
  if (dims.size() == 1 && columns == 1) return ShapeFit{dims[0], {1}, ""};
  if (dims.size() == 1 && columns == dims[0]) {
    return ShapeFit{1, dims, "an array of one dimension is taken as one record"};
  }
  if (dims.size() < 2) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: expected an array [records, features], found {} dimensions",
                            file, dims.size()),
                "use array.reshape(1, -1) for a single record");
  }
  ShapeFit fit{dims[0], Shape(dims.begin() + 1, dims.end()), ""};
  const std::uint64_t found = product(fit.shape);
  if (columns != 0 && found != columns) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} columns; expected {}", file, found, columns),
                "give one value for each feature of the model");
  }
  return fit;
}

/// A part whose height and width may be others.
std::optional<ShapeFit> fit_resized(const Shape& dims, const FormPart& part) {
  const std::size_t rank = part.shape.size();
  const std::size_t channel = part.channel_dimension();
  const std::uint64_t channels = part.shape[channel];
  if (dims.size() == rank + 1 && dims[channel + 1] == channels) {
    return ShapeFit{dims[0], Shape(dims.begin() + 1, dims.end()), ""};
  }
  if (channels == 1 && dims.size() == rank) {
    Shape shape(dims.begin() + 1, dims.end());
    shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(channel), 1);
    return ShapeFit{dims[0], shape, "the channel's dimension is added"};
  }
  if (dims.size() == rank && dims[channel] == channels) {
    return ShapeFit{1, dims, "an array without a dimension of records is taken as one record"};
  }
  return std::nullopt;
}

}  // namespace

std::string shape_text(const Shape& shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

Result<ShapeFit> fit_shape(const Shape& dims, const FormPart& part, const std::string& file) {
  if (product(dims) == 0) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} holds no records: its shape is {}", file, shape_text(dims)),
                "give one record or more");
  }
  if (part.shape.empty()) return fit_columns(dims, part.count, file);
  const Shape plain = without_ones(part.shape);
  if (!dims.empty() && product(dims) / dims[0] == part.count) {
    const Shape rest(dims.begin() + 1, dims.end());
    if (rest == part.shape || (rest.empty() && part.count == 1)) {
      return ShapeFit{dims[0], part.shape, ""};
    }
    if (without_ones(rest) == plain) {
      return ShapeFit{dims[0], part.shape,
                      fmt::format("records of shape {} are taken as {}", shape_text(rest),
                                  shape_text(part.shape))};
    }
    if (rest.size() == 1) {
      return ShapeFit{dims[0], part.shape,
                      fmt::format("flat records of {} values are taken as {}{}", part.count,
                                  shape_text(part.shape), layout_text(part))};
    }
    return misfit(dims, part, file);
  }
  if (without_ones(dims) == plain || (dims.size() == 1 && dims[0] == part.count)) {
    return ShapeFit{1, part.shape,
                    "an array without a dimension of records is taken as one record"};
  }
  if (part.resized) {
    if (auto fit = fit_resized(dims, part)) return *fit;
  }
  return misfit(dims, part, file);
}

}  // namespace medisc
