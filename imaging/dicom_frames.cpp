#include "imaging/dicom_frames.hpp"

#include <fmt/format.h>

#include <dcmtk/dcmdata/dcxfer.h>

#include "imaging/dicom_samples.hpp"
#include "imaging/encapsulated_frames.hpp"
#include "imaging/jpeg2000.hpp"
#include "imaging/jpeg_header.hpp"

namespace medisc {
namespace {

bool is_jpeg2000(E_TransferSyntax syntax) {
  return syntax == EXS_JPEG2000LosslessOnly || syntax == EXS_JPEG2000;
}

bool is_jpeg(E_TransferSyntax syntax) {
  return syntax >= EXS_JPEGProcess1 && syntax <= EXS_JPEGProcess14SV1;
}

bool is_jpeg_ls(E_TransferSyntax syntax) {
  return syntax == EXS_JPEGLSLossless || syntax == EXS_JPEGLSLossy;
}

tl::unexpected<Error> undecodable(const std::string& file, const DcmXfer& syntax) {
  return bad_attribute(file, DCM_PixelData,
                       fmt::format("can't be decoded as {}", syntax.getXferName()),
                       "fetch the image again: it is damaged, or of another kind than it says");
}

/// The decoder that follows believes the attributes.
Result<void> check_streams(DcmDataset& dataset, const PixelFormat& format,
                           const DcmXfer& syntax, const std::string& file) {
  const auto frames = encapsulated_frames(dataset, format.frames, file);
  if (!frames) return tl::unexpected(frames.error());
  for (const auto& frame : *frames) {
    const auto size = jpeg_size(frame);
    if (!size) return undecodable(file, syntax);
    const bool fits = size->rows == format.rows && size->columns == format.columns &&
                      size->channels == format.channels && size->bits <= format.bits_allocated;
    if (!fits) {
      return bad_attribute(
          file, DCM_PixelData,
          fmt::format("is a stream of {} x {} pixels, {} channels, {} bits; "
                      "the other attributes say {} x {}, {}, {}",
                      size->rows, size->columns, size->channels, size->bits, format.rows,
                      format.columns, format.channels, format.bits_allocated));
    }
  }
  return {};
}

/// A stream's signedness is its encoder's, the attributes' that of the image.
void take_frame(const Jpeg2000Frame& frame, const PixelFormat& format,
                std::vector<std::int32_t>& samples) {
  const std::uint32_t sign = std::uint32_t{1} << (frame.bits - 1);
  const std::uint32_t mask = sign | (sign - 1);
  for (std::int32_t sample : frame.samples) {
    if (format.is_signed && !frame.is_signed) {
      const auto word = static_cast<std::uint32_t>(sample) & mask;
      sample = static_cast<std::int32_t>((word ^ sign) - sign);
    } else if (!format.is_signed && frame.is_signed) {
      sample = static_cast<std::int32_t>(static_cast<std::uint32_t>(sample) & mask);
    }
    samples.push_back(sample);
  }
}

Result<DicomFrames> decode_jpeg2000_frames(DcmDataset& dataset, PixelFormat format,
                                           const std::string& file) {
  const auto streams = encapsulated_frames(dataset, format.frames, file);
  if (!streams) return tl::unexpected(streams.error());
  const std::string where = file + ": " + attribute_text(DCM_PixelData);
  DicomFrames frames{format, {}};
  for (const auto& stream : *streams) {
    const auto frame =
        decode_jpeg2000(stream, {format.rows, format.columns, format.channels}, where);
    if (!frame) return tl::unexpected(frame.error());
    if (frame->bits > format.bits_allocated) {
      return bad_attribute(file, DCM_PixelData, "has more bits than Bits Allocated");
    }
    take_frame(*frame, format, frames.samples);
  }
  // Encoders write streams of all bits allocated; what they hold must be of those stored.
  const std::int64_t count = std::int64_t{1} << format.bits;
  const std::int64_t least = format.is_signed ? -count / 2 : 0;
  for (const std::int32_t sample : frames.samples) {
    if (sample < least || sample >= least + count) {
      return bad_attribute(file, DCM_BitsStored, "is too small for what the pixels hold");
    }
  }
  if (format.photometric == Photometric::kYbrFull422) {
    frames.format.photometric = Photometric::kYbrFull;
  }
  return frames;
}

/// Pixels lie there as they are: no frame is encapsulated.
bool is_native(E_TransferSyntax syntax) {
  return syntax == EXS_LittleEndianImplicit || syntax == EXS_LittleEndianExplicit ||
         syntax == EXS_BigEndianImplicit || syntax == EXS_BigEndianExplicit ||
         syntax == EXS_DeflatedLittleEndianExplicit;
}

}  // namespace

Result<DicomFrames> dicom_frames_of(DcmDataset& dataset, const std::string& file,
                                    std::uint64_t most_samples) {
  auto format = pixel_format_of(dataset, file, most_samples);
  if (!format) return tl::unexpected(format.error());
  const E_TransferSyntax kind = dataset.getCurrentXfer();
  const DcmXfer syntax(kind);
  if (is_jpeg2000(kind)) return decode_jpeg2000_frames(dataset, *format, file);
  if (!is_native(kind)) {
    if (!is_jpeg(kind) && !is_jpeg_ls(kind) && kind != EXS_RLELossless) {
      return fail(ErrorCode::kUnsupported,
                  fmt::format("{}: its transfer syntax, {}, is not supported", file,
                              syntax.getXferName()),
                  "export the image uncompressed, or as JPEG, JPEG-LS, JPEG 2000 or RLE");
    }
    if (kind != EXS_RLELossless) {
      if (auto fits = check_streams(dataset, *format, syntax, file); !fits) {
        return tl::unexpected(fits.error());
      }
    }
    if (dataset.chooseRepresentation(EXS_LittleEndianExplicit, nullptr).bad()) {
      return undecodable(file, syntax);
    }
    format =
        pixel_format_of(dataset, file, most_samples);  // of what the decoder has made of it
    if (!format) return tl::unexpected(format.error());
  }
  auto samples = native_samples(dataset, *format, file);
  if (!samples) return tl::unexpected(samples.error());
  if (format->photometric == Photometric::kYbrFull422) {
    format->photometric = Photometric::kYbrFull;
  }
  return DicomFrames{*format, std::move(*samples)};
}

}  // namespace medisc
