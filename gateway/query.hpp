/// What stands in a request's query and headers.
#pragma once

#include <cstdint>
#include <string>

#include "error/error.hpp"
#include "http/request.hpp"

namespace medisc {

/// Empty where it is not there.
std::string query_text(const HttpRequest& request, const char* name);
std::string header_text(const HttpRequest& request, const char* name);

/// A whole number of 0 to `most`. Errors: kBadInput.
Result<std::int64_t> query_number(const HttpRequest& request, const char* name,
                                  std::int64_t fallback, std::int64_t most);

}  // namespace medisc
