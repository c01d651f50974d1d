/// Attributes of an object, written one after the other. Only this folder's sources include it:
/// it takes DCMTK's headers.
#pragma once

#include <string>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "error/error.hpp"

namespace medisc {

/// A code of three parts.
struct Code {
  const char* value;
  const char* scheme;
  const char* meaning;
};

/// The first failure is kept; an item that is null because of one is passed over.
class ObjectWriter {
 public:
  void text(DcmItem* item, const DcmTagKey& key, const std::string& text);
  void number(DcmItem* item, const DcmTagKey& key, Uint16 number);
  /// A sequence of one code.
  void code(DcmItem* item, const DcmTagKey& sequence, const Code& code);
  /// A sequence of one reference to an instance.
  void reference(DcmItem* item, const DcmTagKey& sequence, const std::string& sop_class_uid,
                 const std::string& sop_instance_uid);
  /// A new item at the sequence's end, which the data set owns; null where that fails.
  DcmItem* sequence(DcmItem* item, const DcmTagKey& sequence);
  /// What DCMTK says of writing an attribute.
  void step(const OFCondition& done, const DcmTagKey& key);

  /// Errors: kInternal, naming the attribute.
  const Result<void>& result() const { return result_; }

 private:
  Result<void> result_;
};

}  // namespace medisc
