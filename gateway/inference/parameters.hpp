/// Parameters that the protocol's extensions give a meaning.
#pragma once

#include <cstdint>
#include <optional>

#include "error/error.hpp"
#include "gateway/inference/infer_document.hpp"

namespace medisc {

/// Nothing where it is not there. Errors: kBadInput for something else than true or false.
Result<std::optional<bool>> flag_in(const Parameters& parameters, const char* name);

/// Likewise of a whole number that is not negative.
Result<std::optional<std::uint64_t>> count_in(const Parameters& parameters, const char* name);

/// As JSON: {"name": value}.
std::string to_json(const Parameters& parameters);

}  // namespace medisc
