/// NumPy's archives of arrays: zip files of .npy members, stored or deflated.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "error/error.hpp"
#include "records/array_records.hpp"

namespace medisc {

/// All arrays, by their names without .npy, in the archive's order. `file` stands for the bytes
/// in errors. Errors: kBadInput for an archive that is malformed, encrypted, holds anything but
/// arrays, two of one name, more than 4096, or any that inflate to over 1 GiB in all, or to
/// over 64 MiB and a hundred times the archive's size; and for what parse_npy refuses.
Result<std::vector<NamedArray>> parse_npz(std::string_view bytes, const std::string& file);

}  // namespace medisc
