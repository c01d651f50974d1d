#include "imaging/dicom_samples.hpp"

#include <span>

#include <fmt/format.h>

namespace medisc {
namespace {

using Bytes = std::span<const std::uint8_t>;

/// Little endian, whatever the file's order.
Result<Bytes> pixel_bytes(DcmDataset& dataset, const PixelFormat& format,
                          const std::string& file) {
  DcmElement* element = nullptr;
  Uint8* bytes = nullptr;
  if (dataset.findAndGetElement(DCM_PixelData, element).bad()) {
    return bad_attribute(file, DCM_PixelData, "is missing");
  }
  const std::uint64_t wanted = format.frame_bytes() * format.frames;
  const std::uint64_t found = element->getLength();
  if (found != wanted && found != wanted + wanted % 2) {
    return bad_attribute(
        file, DCM_PixelData,
        fmt::format("has {} bytes; the other attributes say {}", found, wanted),
        "fetch the image again: it is truncated, or its attributes are wrong");
  }
  if (element->getUint8Array(bytes).bad() || bytes == nullptr) {
    return bad_attribute(file, DCM_PixelData, "can't be read");
  }
  return Bytes(bytes, static_cast<std::size_t>(wanted));
}

/// The bits stored of a word.
class Sample {
 public:
  explicit Sample(const PixelFormat& format)
      : shift_(format.high_bit + 1 - format.bits),
        sign_(format.is_signed ? std::uint64_t{1} << (format.bits - 1) : 0),
        mask_((std::uint64_t{1} << format.bits) - 1) {}

  std::int32_t of(std::uint64_t word) const {
    const std::uint64_t bits = word >> shift_ & mask_;
    return static_cast<std::int32_t>(static_cast<std::int64_t>(bits ^ sign_) -
                                     static_cast<std::int64_t>(sign_));
  }

 private:
  unsigned shift_;
  std::uint64_t sign_;
  std::uint64_t mask_;
};

std::uint64_t word_at(Bytes bytes, std::size_t index, unsigned width) {
  std::uint64_t word = 0;
  for (unsigned i = width; i-- > 0;) word = word << 8 | bytes[index * width + i];
  return word;
}

/// Y0 Y1 Cb Cr for each two pixels (PS3.3, C.7.6.3.1.2).
void add_subsampled(Bytes bytes, const PixelFormat& format, const Sample& sample,
                    std::vector<std::int32_t>& samples) {
  const unsigned width = format.bits_allocated / 8;
  const std::size_t words = bytes.size() / width;
  for (std::size_t at = 0; at + 4 <= words; at += 4) {
    const auto read = [&](std::size_t i) {
      return sample.of(word_at(bytes, at + i, width));
    };
    for (const std::size_t luma : {0U, 1U}) {
      samples.push_back(read(luma));
      samples.push_back(read(2));
      samples.push_back(read(3));
    }
  }
}

}  // namespace

Result<std::vector<std::int32_t>> native_samples(DcmDataset& dataset, const PixelFormat& format,
                                                 const std::string& file) {
  if (format.bits_allocated == 32 && dataset.getCurrentXfer() == EXS_BigEndianExplicit) {
    return fail(ErrorCode::kUnsupported, file + " has 32 bits a sample in big endian",
                "export it as Explicit VR Little Endian");
  }
  const auto bytes = pixel_bytes(dataset, format, file);
  if (!bytes) return tl::unexpected(bytes.error());
  const Sample sample(format);
  std::vector<std::int32_t> samples;
  const auto in_frame = static_cast<std::size_t>(format.frame_samples());
  samples.reserve(in_frame * format.frames);
  if (format.photometric == Photometric::kYbrFull422) {
    add_subsampled(*bytes, format, sample, samples);
    return samples;
  }
  const unsigned width = format.bits_allocated / 8;
  const std::size_t plane = in_frame / format.channels;
  for (std::size_t frame = 0; frame < format.frames; ++frame) {
    for (std::size_t i = 0; i < in_frame; ++i) {
      const std::size_t at =
          format.by_plane ? i % format.channels * plane + i / format.channels : i;
      samples.push_back(sample.of(word_at(*bytes, frame * in_frame + at, width)));
    }
  }
  return samples;
}

}  // namespace medisc
