#include "gateway/dicom/object_sink.hpp"

#include <cstdint>

#include <dcmtk/dcmdata/dcuid.h>

namespace medisc {
namespace {

void add_number(std::string& text, std::uint64_t number, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) {
    text += static_cast<char>(static_cast<unsigned char>(number >> (8 * i)));
  }
}

/// An element of group 2 in Explicit VR Little Endian, whose length has 16 bits.
void add_text(std::string& group, std::uint16_t element, const char* vr, std::string value) {
  if (value.size() % 2 != 0) value += vr[0] == 'U' ? '\0' : ' ';
  add_number(group, 2, 2);
  add_number(group, element, 2);
  group += vr;
  add_number(group, value.size(), 2);
  group += value;
}

}  // namespace

std::string file_head(const FileMeta& meta) {
  std::string group;
  add_number(group, 0x00010002, 4);  // File Meta Information Version
  group += "OB";
  add_number(group, 0, 2);
  add_number(group, 2, 4);
  add_number(group, 0x0100, 2);
  add_text(group, 0x0002, "UI", meta.sop_class_uid);
  add_text(group, 0x0003, "UI", meta.sop_instance_uid);
  add_text(group, 0x0010, "UI", meta.transfer_syntax_uid);
  add_text(group, 0x0012, "UI", OFFIS_IMPLEMENTATION_CLASS_UID);

  std::string head(128, '\0');
  head += "DICM";
  add_number(head, 0x00000002, 4);  // File Meta Information Group Length
  head += "UL";
  add_number(head, 4, 2);
  add_number(head, group.size(), 4);
  return head + group;
}

offile_off_t ObjectSink::avail() const {
  return static_cast<offile_off_t>(most_ - bytes_.size());
}

offile_off_t ObjectSink::write(const void* bytes, offile_off_t size) {
  const auto wanted = static_cast<std::size_t>(size);
  if (wanted > most_ - bytes_.size()) return 0;
  bytes_.append(static_cast<const char*>(bytes), wanted);
  return size;
}

}  // namespace medisc
