/// Bytes in memory as DCMTK reads them. Only this folder's sources include it.
#pragma once

#include <string_view>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrmb.h>

namespace medisc {

/// DCMTK's own stream of a buffer makes room for what an element says that it has, up to 4 GiB,
/// before it looks whether that is there. Of this one long elements are passed over, which
/// fails where they are not all there, and are read when somebody asks for them. The bytes must
/// outlive the data set.
class MemoryStream : public DcmInputBufferStream {
 public:
  explicit MemoryStream(std::string_view bytes);

  DcmInputStreamFactory* newFactory() const override;

  /// Fails: deflated files come inflated (imaging/deflated_file.hpp), or with a header that is
  /// none.
  OFCondition installCompressionFilter(E_StreamCompression filter) override;

 private:
  std::string_view bytes_;
};

}  // namespace medisc
