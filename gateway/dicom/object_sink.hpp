/// A data set as it comes over an association, byte by byte, as a file. Only this folder's
/// sources include it.
#pragma once

#include <string>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrma.h>

namespace medisc {

/// What a file says ahead of its data set (PS3.10, 7.1).
struct FileMeta {
  std::string sop_class_uid;
  std::string sop_instance_uid;
  std::string transfer_syntax_uid;
};

/// Preamble, mark and the meta group of a Part 10 file.
std::string file_head(const FileMeta& meta);

/// Takes bytes up to a limit; nothing of them is looked at.
class ObjectSink final : public DcmOutputStream, private DcmConsumer {
 public:
  ObjectSink(std::string head, std::size_t most)
      : DcmOutputStream(static_cast<DcmConsumer*>(this)),
        bytes_(std::move(head)),
        most_(bytes_.size() + most) {}

  std::string take() { return std::move(bytes_); }

  // Both bases have these.
  OFBool good() const override { return OFTrue; }
  OFCondition status() const override { return EC_Normal; }
  OFBool isFlushed() const override { return OFTrue; }
  offile_off_t avail() const override;
  offile_off_t write(const void* bytes, offile_off_t size) override;
  void flush() override {}

 private:
  std::string bytes_;
  std::size_t most_;
};

}  // namespace medisc
