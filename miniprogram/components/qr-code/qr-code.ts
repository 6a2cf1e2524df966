// A text as a QR code, drawn inside the package: nobody else learns of it.
import { qrPicture } from '../../qr/qr-picture';

Component({
  properties: {
    text: { type: String, value: '' },
    label: { type: String, value: '' },
  },
  data: { picture: '' },
  observers: {
    text(text: string) {
      this.setData({ picture: text ? qrPicture(text) : '' });
    },
  },
});
