/// One message of every kind, and the parts they are made of.
#pragma once

#include <cstdint>
#include <vector>

#include "messages/identity.hpp"
#include "messages/message.hpp"

namespace medisc::samples {

/// An array whose bytes count up from `first`.
template <class Array>
Array counting(std::uint8_t first) {
  Array bytes{};
  for (auto& byte : bytes) byte = first++;
  return bytes;
}

/// 4 -> 3 -> relu -> 2, two labels, one input range a feature.
Plan plan();

/// Every alternative of Message, in its order.
std::vector<Message> all_messages();

/// A key pair from a seed of one repeated byte.
Identity identity(std::uint8_t byte);

}  // namespace medisc::samples
