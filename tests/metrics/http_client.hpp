/// The other end of HTTP, as tests need it.
#pragma once

#include <map>
#include <string>

#include "config/address.hpp"

namespace medisc::test {

/// Sends `request` as it stands and returns all that comes back, "" where the connection is
/// refused or cut. Gives up after 20 s.
std::string talk_to(const Address& address, const std::string& request);

struct Page {
  int status = 0;  ///< 0 where nothing answers
  std::string head;
  std::string body;
};
Page get(const Address& address, const std::string& path, const std::string& method = "GET");

/// The samples of a page of metrics, by what stands before the value: 'name{label="x"}'.
std::map<std::string, double> samples_in(const std::string& text);

}  // namespace medisc::test
