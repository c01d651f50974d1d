#include "imaging/image_file.hpp"

#include "imaging/dicom.hpp"
#include "imaging/png.hpp"

namespace medisc {

bool is_image(std::string_view bytes) {
  return is_dicom(bytes) || is_png(bytes);
}

Result<MedicalImage> read_image(std::string_view bytes, const std::string& name,
                                std::uint64_t most_samples) {
  if (is_png(bytes)) return read_png(bytes, name, most_samples);
  if (is_dicom(bytes)) return read_dicom(bytes, name, most_samples);
  return fail(ErrorCode::kBadInput, name + " is neither a DICOM file nor a PNG",
              "export the image as a DICOM file (Part 10)");
}

}  // namespace medisc
