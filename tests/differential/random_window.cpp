#include "tests/differential/random_window.hpp"

#include <algorithm>

namespace medisc::test {
namespace {

/// A window along one axis.
struct Span {
  std::uint32_t kernel = 1;
  std::uint32_t stride = 1;
  std::uint32_t dilation = 1;
  std::uint32_t before = 0;
  std::uint32_t after = 0;
};

Span random_span(std::uint32_t length, Border border, Chance& chance) {
  constexpr std::uint32_t kMostKernel = 4;
  Span span;
  span.dilation = chance.one_in(3) ? chance.pick(2, 3) : 1;
  span.stride = chance.one_in(2) ? 1 : chance.pick(1, 4);
  const bool padded = !chance.one_in(3);
  if (border == Border::kAny) {
    if (padded) span.before = chance.pick(0, 4);
    if (padded) span.after = chance.pick(0, 4);
    const std::uint32_t reach = length + span.before + span.after;
    span.kernel = chance.pick(1, std::min(kMostKernel, (reach - 1) / span.dilation + 1));
    return span;
  }
  // Padding of less than a kernel: the tap nearest to the border stays inside. A gap between
  // two taps must not lie over a whole image, nor may more than one kernel be needed to cross
  // it.
  const std::uint32_t most = (length - 1) / span.dilation + 1;
  span.kernel = chance.pick(1, span.dilation == 1 ? kMostKernel : std::min(kMostKernel, most));
  if (padded) span.before = chance.pick(0, span.kernel - 1);
  if (padded) span.after = chance.pick(0, span.kernel - 1);
  if (span.kernel > length + span.before + span.after) span.before = span.kernel - length;
  return span;
}

}  // namespace

Window random_window(const Image& image, Border border, Chance& chance) {
  const Span rows = random_span(image.height, border, chance);
  const Span columns = random_span(image.width, border, chance);
  return {rows.kernel,    columns.kernel, rows.stride,   columns.stride, rows.before,
          columns.before, rows.after,     columns.after, rows.dilation,  columns.dilation};
}

Image result_of(const Window& window, const Image& image, std::uint32_t channels) {
  return {channels, window.output_height(image), window.output_width(image)};
}

}  // namespace medisc::test
