#include "import/window.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace medisc {
namespace {

constexpr std::int64_t kMaxExtent = kMaxWindow;  ///< of what attributes may hold

/// auto_pad SAME: as many positions as strides fit into the image.
void pad_same(WindowAxis& axis, bool more_after) {
  const std::int64_t wanted = (axis.length + axis.stride - 1) / axis.stride;
  const std::int64_t total =
      std::max<std::int64_t>(0, (wanted - 1) * axis.stride + axis.reach() - axis.length);
  axis.before = more_after ? total / 2 : total - total / 2;
  axis.after = total - axis.before;
}

/// ceil_mode: one more position where the window would stand over the edge.
void round_up(WindowAxis& axis) {
  const std::int64_t rest =
      (axis.length + axis.before + axis.after - axis.reach()) % axis.stride;
  if (rest <= 0 || axis.positions() * axis.stride >= axis.length + axis.before) return;
  axis.overhang = axis.stride - rest;
  axis.after += axis.overhang;
}

tl::unexpected<Error> misfit(const std::string& reason) {
  return fail(ErrorCode::kBadInput, reason, "export the model again");
}

std::uint32_t narrow(std::int64_t value) {
  return static_cast<std::uint32_t>(value);
}

Result<void> pad(const Attributes& attributes, std::vector<WindowAxis>& axes) {
  const std::string automatic = attributes.text("auto_pad", "NOTSET");
  const std::size_t count = axes.size();
  if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER") {
    for (WindowAxis& axis : axes) pad_same(axis, automatic == "SAME_UPPER");
    return {};
  }
  if (automatic == "VALID") return {};
  if (automatic != "NOTSET") return misfit("its auto_pad is none of ONNX's");
  const auto pads =
      window_extents(attributes, "pads", std::vector<std::int64_t>(2 * count, 0), 2 * count, 0);
  if (!pads) return tl::unexpected(pads.error());
  for (std::size_t i = 0; i < count; ++i) {
    axes[i].before = (*pads)[i];
    axes[i].after = (*pads)[count + i];
  }
  return {};
}

}  // namespace

std::int64_t WindowAxis::positions() const {
  const std::int64_t room = length + before + after - reach();
  return room < 0 ? 0 : room / stride + 1;
}

Result<std::vector<std::int64_t>> window_extents(const Attributes& attributes, const char* name,
                                                 std::vector<std::int64_t> absent,
                                                 std::size_t count, std::int64_t least) {
  std::vector<std::int64_t> values = attributes.integers(name, std::move(absent));
  const bool fits = std::all_of(values.begin(), values.end(), [&](std::int64_t value) {
    return value >= least && value <= kMaxExtent;
  });
  if (values.size() == count && fits) return values;
  return misfit(fmt::format("its {} is [{}]; expected {} numbers from {} to {}", name,
                            fmt::join(values, ", "), count, least, kMaxExtent));
}

Result<Image> image_of(const std::vector<std::uint64_t>& shape) {
  if (shape.size() != 2 && shape.size() != 3) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("it works on records of {} dimensions; supported are images, "
                            "channels x height x width, and series, channels x length",
                            shape.size()),
                "put a Reshape before it");
  }
  return Image{static_cast<std::uint32_t>(shape[0]),
               shape.size() == 3 ? static_cast<std::uint32_t>(shape[1]) : 1,
               static_cast<std::uint32_t>(shape.back())};
}

std::vector<std::uint64_t> shape_of(const Image& image, std::size_t dimensions) {
  if (dimensions == 2) return {image.channels, image.width};
  return {image.channels, image.height, image.width};
}

Result<std::vector<WindowAxis>> window_axes(const Attributes& attributes,
                                            const std::vector<std::int64_t>& lengths,
                                            const std::vector<std::int64_t>& kernel) {
  const std::size_t dimensions = lengths.size();
  const std::vector<std::int64_t> ones(dimensions, 1);
  const auto kernels = window_extents(attributes, "kernel_shape", kernel, dimensions, 1);
  if (!kernels) return tl::unexpected(kernels.error());
  if (!kernel.empty() && *kernels != kernel) {
    return misfit("its kernel_shape is not that of its weights");
  }
  const auto strides = window_extents(attributes, "strides", ones, dimensions, 1);
  if (!strides) return tl::unexpected(strides.error());
  const auto dilations = window_extents(attributes, "dilations", ones, dimensions, 1);
  if (!dilations) return tl::unexpected(dilations.error());
  std::vector<WindowAxis> axes(dimensions);
  for (std::size_t i = 0; i < dimensions; ++i) {
    axes[i] = {lengths[i], (*kernels)[i], (*strides)[i], (*dilations)[i]};
  }
  if (auto padded = pad(attributes, axes); !padded) return tl::unexpected(padded.error());
  if (attributes.integer("ceil_mode", 0) != 0) {
    for (WindowAxis& axis : axes) round_up(axis);
  }
  return axes;
}

PlacedWindow placed_window(const Image& in, const WindowAxis& y, const WindowAxis& x) {
  return {{narrow(y.kernel), narrow(x.kernel), narrow(y.stride), narrow(x.stride),
           narrow(y.before), narrow(x.before), narrow(y.after), narrow(x.after),
           narrow(y.dilation), narrow(x.dilation)},
          {in.channels, narrow(y.positions()), narrow(x.positions())},
          {0, 0, narrow(y.overhang), narrow(x.overhang)}};
}

Result<PlacedWindow> place_window(const Attributes& attributes, const Image& in,
                                  std::size_t dimensions,
                                  const std::vector<std::int64_t>& kernel) {
  std::vector<std::int64_t> lengths{in.height, in.width};
  if (dimensions == 1) lengths.erase(lengths.begin());
  auto placed_axes = window_axes(attributes, lengths, kernel);
  if (!placed_axes) return tl::unexpected(placed_axes.error());
  std::vector<WindowAxis>& axes = *placed_axes;
  if (dimensions == 1) axes.insert(axes.begin(), WindowAxis{in.height});
  const PlacedWindow placed = placed_window(in, axes[0], axes[1]);
  if (placed.out.height == 0 || placed.out.width == 0) {
    return misfit(fmt::format("its window is larger than its input of {}x{}x{}", in.channels,
                              in.height, in.width));
  }
  return placed;
}

PlacedWindow whole_image(const Image& in) {
  Window window;
  window.kernel_height = in.height;
  window.kernel_width = in.width;
  return {window, {in.channels, 1, 1}, {}};
}

}  // namespace medisc
