#include "gateway/report/cielab.hpp"

#include <algorithm>
#include <cmath>

namespace medisc {
namespace {

double linear(std::uint8_t byte) {
  const double value = byte / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double lightness(double t) {
  constexpr double kDelta = 6.0 / 29;
  return t > kDelta * kDelta * kDelta ? std::cbrt(t) : t / (3 * kDelta * kDelta) + 4.0 / 29;
}

std::uint16_t word(double share) {
  return static_cast<std::uint16_t>(std::lround(std::clamp(share, 0.0, 1.0) * 65535));
}

}  // namespace

std::array<std::uint16_t, 3> cielab_of(const std::array<std::uint8_t, 3>& rgb) {
  const double r = linear(rgb[0]);
  const double g = linear(rgb[1]);
  const double b = linear(rgb[2]);
  // Of sRGB, adapted to D50 (ICC.1, Bradford), by the white's x, y and z.
  const double x = lightness((0.4360747 * r + 0.3850649 * g + 0.1430804 * b) / 0.96422);
  const double y = lightness(0.2225045 * r + 0.7168786 * g + 0.0606169 * b);
  const double z = lightness((0.0139322 * r + 0.0971045 * g + 0.7141733 * b) / 0.82521);
  return {word((116 * y - 16) / 100), word((500 * (x - y) + 128) / 255),
          word((200 * (y - z) + 128) / 255)};
}

}  // namespace medisc
