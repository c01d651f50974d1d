#include "gateway/dicom/store_status.hpp"

#include "gateway/report/object_text.hpp"

namespace medisc {

std::uint16_t store_status(const Error& error) {
  switch (error.code) {
    case ErrorCode::kRefused:
    case ErrorCode::kUsage:
      return kStoreRefused;
    case ErrorCode::kBadInput:
    case ErrorCode::kUnsupported:
    case ErrorCode::kOverflow:
      return kStoreNotUnderstood;
    default:
      return kStoreOutOfResources;
  }
}

std::string store_comment(const Error& error) {
  return one_value(ascii_text(error.context), kLongString);
}

}  // namespace medisc
