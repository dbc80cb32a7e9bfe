import '@mantine/dates/styles.css';
import { DatePicker } from '@mantine/dates';
import type { LocalDate } from '../api/types';
import { t } from '../texts';
import css from './board.module.css';

interface Props {
  date: LocalDate;
  onPick: (date: LocalDate) => void;
}

/** The calendar is loaded when it is first opened. */
export default function DayPicker({ date, onPick }: Props) {
  return (
    <DatePicker
      size="sm"
      value={date}
      defaultDate={date}
      onChange={(picked) => picked && onPick(picked)}
      firstDayOfWeek={1}
      hideOutsideDates
      ariaLabels={t.board.calendar}
      className={css['calendar']}
    />
  );
}
