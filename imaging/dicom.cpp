#include "imaging/dicom.hpp"

#include "imaging/dicom_bytes.hpp"
#include "imaging/dicom_dataset.hpp"

namespace medisc {

bool is_dicom(std::string_view bytes) {
  constexpr std::size_t kPreamble = 128;
  return bytes.size() > kPreamble + 4 && bytes.substr(kPreamble, 4) == "DICM";
}

Result<MedicalImage> read_dicom(std::string_view bytes, const std::string& name,
                                std::uint64_t most_samples) {
  const auto file = dicom_of_bytes(bytes, name);
  if (!file) return tl::unexpected(file.error());
  return image_of_dataset(file->dataset(), name, most_samples);
}

}  // namespace medisc
