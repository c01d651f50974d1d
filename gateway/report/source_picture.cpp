#include "gateway/report/source_picture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "imaging/window.hpp"

namespace medisc {
namespace {

std::uint8_t byte_of(double share) {
  return static_cast<std::uint8_t>(std::lround(255 * std::clamp(share, 0.0, 1.0)));
}

/// Shares of brightness of a grey image.
class Grey {
 public:
  explicit Grey(const MedicalImage& image) : image_(image), frame_(image.of_frame(0)) {
    for (std::size_t i = 0; i < image.frame_samples(); ++i) {
      if (is_padding(image.samples[i])) continue;
      const double value = modality(image.samples[i]);
      least_ = std::min(least_, value);
      largest_ = std::max(largest_, value);
    }
  }

  std::uint8_t of(std::int32_t sample) const {
    if (is_padding(sample)) return 0;
    const double share = shown(modality(sample));
    return byte_of(image_.less_is_brighter ? 1 - share : share);
  }

 private:
  bool is_padding(std::int32_t sample) const {
    return image_.padding && sample >= image_.padding->first &&
           sample <= image_.padding->second;
  }
  double modality(double sample) const {
    if (frame_.modality_table) return frame_.modality_table->of(sample);
    return frame_.slope * sample + frame_.intercept;
  }
  double shown(double value) const {
    if (frame_.voi_table) {
      return frame_.voi_table->of(value) /
             (std::ldexp(1.0, static_cast<int>(frame_.voi_table->bits)) - 1);
    }
    if (frame_.window) return windowed(value, *frame_.window, frame_.function);
    return largest_ > least_ ? (value - least_) / (largest_ - least_) : 0;
  }

  const MedicalImage& image_;
  const FrameAttributes& frame_;
  double least_ = std::numeric_limits<double>::infinity();
  double largest_ = -std::numeric_limits<double>::infinity();
};

}  // namespace

std::vector<std::uint8_t> source_picture(const MedicalImage& image) {
  const std::size_t samples = image.frame_samples();
  std::vector<std::uint8_t> picture;
  picture.reserve(samples / image.channels * 3);
  if (image.channels == 3) {
    for (std::size_t i = 0; i < samples; ++i) {
      picture.push_back(byte_of(image.samples[i] / image.largest()));
    }
    return picture;
  }
  const Grey grey(image);
  for (std::size_t i = 0; i < samples; ++i) {
    picture.insert(picture.end(), 3, grey.of(image.samples[i]));
  }
  return picture;
}

}  // namespace medisc
